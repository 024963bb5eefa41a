// retention_set, retention_show: how many restore points are kept, of the fleet's phones or of one.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/retention_table.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/restore_point_selection.h"
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

}  // namespace

TWINSET_VERB(retentionSet) {
    base::ObjectReader reader(arguments, "retention_set");
    const auto named = reader.textOr("phone", "");
    std::optional<RetentionRule> rule;
    if (reader.has("keep")) {
        TWINSET_ASSIGN(rule, readRetentionRule(reader.any("keep"), knownZones()));
    }
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

}  // namespace fleet::verbs
