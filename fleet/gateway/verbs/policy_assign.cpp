// policy_assign, policy_unassign.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/effective_policy.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

/// handset:NAME and phone:NAME stand for the id.
base::Result<std::string> canonicalTarget(Transaction& transaction, const std::string& target) {
    if (target.starts_with("handset:")) {
        TWINSET_ASSIGN(const auto row, findHandset(transaction, target.substr(8)));
        return "handset:" + row.id.text();
    }
    if (target.starts_with("phone:")) {
        TWINSET_ASSIGN(const auto row, findPhone(transaction, target.substr(6)));
        return "phone:" + row.id.text();
    }
    return target;
}

base::Result<void> refreshTarget(FleetContext& fleet, Transaction& transaction, const std::string& target) {
    TWINSET_ASSIGN(const auto phones, phonesOfTarget(transaction, target));
    for (const auto& phone : phones) TWINSET_TRY(fleet.desired.refresh(transaction, phone, Rewrite::WhenChanged));
    return {};
}

}  // namespace

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
        TWINSET_TRY(refreshTarget(fleet, transaction, target));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "policy_assign", name, {{"target", target}, {"level", level}});
        return policyJson(transaction, *policy);
    });
}

TWINSET_VERB(policyUnassign) {
    base::ObjectReader reader(arguments, "policy_unassign");
    const auto name = reader.text("name");
    const auto named = reader.text("target");
    reader.textOr("level", "");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto policy = catalog::PolicyTable(transaction).find(name);
        if (!policy) return {ErrorCode::NotFound, "there is no policy '" + name + "'"};
        const auto canonical = canonicalTarget(transaction, named);
        const auto target = canonical ? *canonical : named;
        if (!catalog::AssignmentTable(transaction).remove(name, target))
            return {ErrorCode::NotFound, "policy '" + name + "' is not assigned to " + target};
        const auto phones = phonesOfTarget(transaction, target);
        if (phones)
            for (const auto& phone : *phones)
                TWINSET_TRY(fleet.desired.refresh(transaction, phone, Rewrite::WhenChanged));
        catalog::AuditEventTable(transaction).append(caller.actor, "policy_unassign", name, {{"target", target}});
        return policyJson(transaction, *policy);
    });
}

}  // namespace fleet::verbs
