// person_update: a person's name, address, groups and labels. What is not named stays.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/arguments.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr std::size_t kMostGroups = 256, kLongestGroup = 128;

std::string readGroups(base::ObjectReader& reader) {
    auto groups = reader.texts("groups");
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    const bool sound = std::all_of(groups.begin(), groups.end(),
                                   [](const auto& one) { return !one.empty() && one.size() <= kLongestGroup; });
    if (groups.size() > kMostGroups || !sound) reader.fail("groups", "expected at most 256 names of 1 to 128 bytes");
    return base::Json(groups).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

base::Result<void> checkAddressFree(Transaction& transaction, const catalog::PersonRow& row) {
    for (const auto& other : catalog::PersonTable(transaction).findByName(row.email))
        if (other.id != row.id && other.email == row.email)
            return {ErrorCode::Conflict, "the address " + row.email + " is " + other.name + "'s (" + other.id.text() + ") already"};
    return {};
}

}  // namespace

TWINSET_VERB(personUpdate) {
    base::ObjectReader reader(arguments, "person_update");
    const auto named = reader.text("person");
    const auto ifGiven = [&](const char* member, auto read) { return reader.has(member) ? std::optional(read()) : std::nullopt; };
    const auto name = ifGiven("name", [&] { return readName(reader, "name"); });
    const auto email = ifGiven("email", [&] { return readName(reader, "email"); });
    const auto groups = ifGiven("groups", [&] { return readGroups(reader); });
    const auto labels = ifGiven("labels", [&] { return readLabelChanges(reader, "labels"); });
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(auto row, findPerson(transaction, named));
        row.name = name.value_or(row.name);
        row.email = email.value_or(row.email);
        row.groups = groups.value_or(row.groups);
        if (labels) TWINSET_TRY(changeLabels(row.labels, *labels));
        if (!row.email.empty()) TWINSET_TRY(checkAddressFree(transaction, row));
        catalog::PersonTable(transaction).update(row);
        auto detail = arguments;
        detail.erase("person");
        catalog::AuditEventTable(transaction).append(caller.actor, "person_update", row.id.text(), detail);
        return personJson(transaction, row);
    });
}

}  // namespace fleet::verbs
