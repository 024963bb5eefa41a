// policy_assign, policy_unassign.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/policy_application.h"
#include "fleet/gateway/policy_target.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(policyAssign) {
    base::ObjectReader reader(arguments, "policy_assign");
    const auto name = reader.text("name");
    const auto named = reader.text("target");
    const auto level = reader.textOr("level", "group");
    if (!policy::levelFromName(level)) reader.fail("level", "expected floor, org, group, device or default");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto policy = catalog::PolicyTable(transaction).find(name);
        if (!policy) return {ErrorCode::NotFound, "there is no policy '" + name + "': set it first"};
        TWINSET_ASSIGN(const auto target, canonicalTarget(transaction, named));
        catalog::AssignmentTable assignments(transaction);
        for (const auto& one : assignments.ofPolicy(name))
            if (one.target == target && one.level == level) return policyJson(transaction, *policy);
        assignments.put({name, target, level});
        TWINSET_ASSIGN(const auto concerned, applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "policy_assign", name, {{"target", target}, {"level", level}});
        TWINSET_ASSIGN(auto answer, policyJson(transaction, *policy));
        answer["changedPhones"] = concerned;
        return answer;
    });
}

TWINSET_VERB(policyUnassign) {
    base::ObjectReader reader(arguments, "policy_unassign");
    const auto name = reader.text("name");
    const auto named = reader.text("target");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto policy = catalog::PolicyTable(transaction).find(name);
        if (!policy) return {ErrorCode::NotFound, "there is no policy '" + name + "'"};
        // What it was assigned to may be gone; then the target is taken as it was written.
        const auto target = canonicalTarget(transaction, named).valueOr(named);
        if (!catalog::AssignmentTable(transaction).remove(name, target))
            return {ErrorCode::NotFound, "policy '" + name + "' is not assigned to " + target};
        TWINSET_ASSIGN(const auto concerned, applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction).append(caller.actor, "policy_unassign", name, {{"target", target}});
        TWINSET_ASSIGN(auto answer, policyJson(transaction, *policy));
        answer["changedPhones"] = concerned;
        return answer;
    });
}

}  // namespace fleet::verbs
