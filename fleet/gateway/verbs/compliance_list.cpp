// compliance_list: the phones that break a rule now, since when, and what happens next.
#include <nlohmann/json.hpp>

#include "fleet/catalog/compliance_violation_table.h"
#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using catalog::Transaction;

constexpr int kMostViolations = 10'000;

base::Json stepJson(const std::optional<policy::DueStep>& step) {
    if (!step) return nullptr;
    return {{"action", policy::complianceActionName(step->action)}, {"at", base::formatTimestamp(step->at)}};
}

base::Json violationJson(Transaction& transaction, const catalog::ComplianceViolationRow& row, const policy::ComplianceRule& rule) {
    const policy::OpenViolation violation{row.since, row.byError};
    const auto phone = catalog::VirtualPhoneTable(transaction).find(row.phone);
    return {{"phone", phoneReference(transaction, row.phone)},
            {"handset", phone ? handsetReference(transaction, phone->handset) : base::Json()},
            {"rule", row.rule},
            {"since", base::formatTimestamp(row.since)},
            {"byError", row.byError},
            {"inForce", stepJson(policy::complianceStepAt(rule, violation, transaction.now()))},
            {"next", stepJson(policy::complianceStepAfter(rule, violation, transaction.now()))}};
}

}  // namespace

TWINSET_VERB(complianceList) {
    base::ObjectReader reader(arguments, "compliance_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_TRY(fleet.policy.readable());
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto book = fleet.policy.book();
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::ComplianceViolationTable(transaction).list(kMostViolations)) {
            const auto rule = book->book().complianceRules.find(row.rule);
            if (rule != book->book().complianceRules.end()) rows.push_back(violationJson(transaction, row, rule->second));
        }
        return base::Json{{"violations", std::move(rows)}};
    });
}

}  // namespace fleet::verbs
