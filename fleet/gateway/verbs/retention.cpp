// retention_set, retention_show, retention_whatif: how many restore points are kept, of the fleet's phones or of one; what a rule would remove.
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/retention_table.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using catalog::RetentionTable;
using catalog::Transaction;

base::Result<std::optional<base::PhoneId>> phoneOrFleet(Transaction& transaction, const std::string& named) {
    if (named.empty()) return std::optional<base::PhoneId>();
    TWINSET_ASSIGN(const auto row, findPhone(transaction, named));
    return std::optional(row.id);
}

/// {"keep": rule or null, "from": "phone", "fleet" or "none"}: the rule in force.
base::Result<base::Json> retentionAnswer(Transaction& transaction, const std::optional<base::PhoneId>& phone) {
    RetentionTable table(transaction);
    const bool own = phone && table.find(phone);
    const auto text = own ? table.find(phone) : table.find(std::nullopt);
    base::Json keep;
    if (text) {
        TWINSET_ASSIGN(keep, base::parseJson(*text));
    }
    return base::Json{{"keep", std::move(keep)}, {"from", own ? "phone" : text ? "fleet" : "none"}};
}

/// nullopt when it is null or not there.
base::Result<std::optional<RetentionRule>> writtenRule(base::ObjectReader& reader) {
    if (!reader.has("keep")) return std::optional<RetentionRule>();
    TWINSET_ASSIGN(auto rule, readRetentionRule(reader.any("keep"), knownZones()));
    return std::optional(std::move(rule));
}

struct DraftOutcome {
    std::vector<catalog::RestorePointRow> going;
    std::size_t kept = 0;
};

/// Of the phones that the rule of `phone` is for: those with a rule of their own are none of the fleet's rule's.
base::Result<DraftOutcome> outcomeOf(Transaction& transaction, const std::optional<base::PhoneId>& phone, const DraftRetention* draft) {
    TWINSET_ASSIGN(auto points, selectPoints(transaction, phone, draft));
    if (!phone) std::erase_if(points, [&](const auto& one) { return RetentionTable(transaction).find(one.point.phone).has_value(); });
    DraftOutcome outcome;
    for (auto& one : points) {
        if (one.reasons.empty()) outcome.going.push_back(std::move(one.point));
        else ++outcome.kept;
    }
    return outcome;
}

constexpr std::int64_t kMostGoing = 1'000;

}  // namespace

TWINSET_VERB(retentionSet) {
    base::ObjectReader reader(arguments, "retention_set");
    const auto named = reader.textOr("phone", "");
    TWINSET_ASSIGN(const auto rule, writtenRule(reader));
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto phone, phoneOrFleet(transaction, named));
        const auto json = rule ? retentionRuleJson(*rule) : base::Json();
        if (rule)
            RetentionTable(transaction).put(phone, json.dump());
        else
            RetentionTable(transaction).remove(phone);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "retention_set", phone ? phone->text() : "fleet", {{"keep", json}});
        return retentionAnswer(transaction, phone);
    });
}

TWINSET_VERB(retentionShow) {
    base::ObjectReader reader(arguments, "retention_show");
    const auto named = reader.textOr("phone", "");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto phone, phoneOrFleet(transaction, named));
        return retentionAnswer(transaction, phone);
    });
}

TWINSET_VERB(retentionWhatif) {
    base::ObjectReader reader(arguments, "retention_whatif");
    const auto named = reader.textOr("phone", "");
    const auto most = static_cast<std::size_t>(reader.integerOr("limit", 0, kMostGoing, 100));
    TWINSET_ASSIGN(auto rule, writtenRule(reader));
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto phone, phoneOrFleet(transaction, named));
        const DraftRetention draft{phone, std::move(rule)};
        TWINSET_ASSIGN(const auto now, outcomeOf(transaction, phone, nullptr));
        TWINSET_ASSIGN(const auto then, outcomeOf(transaction, phone, &draft));
        std::set<base::PhoneId> phones;
        base::Json listed = base::Json::array();
        for (const auto& point : then.going) {
            phones.insert(point.phone);
            if (listed.size() < most)
                listed.push_back({{"id", point.id.text()}, {"phone", phoneReference(transaction, point.phone)}, {"takenAt", base::formatTimestamp(point.takenAt)}});
        }
        const auto more = then.going.size() - listed.size();
        return base::Json{{"removed", then.going.size()}, {"phones", phones.size()},           {"kept", then.kept},
                          {"removedNow", now.going.size()}, {"restorePoints", std::move(listed)}, {"more", more}};
    });
}

}  // namespace fleet::verbs
