// policy_set, policy_list, policy_show, policy_delete.
#include <nlohmann/json.hpp>
#include <set>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/effective_policy.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<catalog::PolicyRow> findPolicy(Transaction& transaction, const std::string& name) {
    auto row = catalog::PolicyTable(transaction).find(name);
    if (!row) return {ErrorCode::NotFound, "there is no policy '" + name + "'"};
    return std::move(*row);
}

base::Result<void> refreshAssigned(FleetContext& fleet, Transaction& transaction, const std::string& policy) {
    std::set<base::PhoneId> concerned;
    for (const auto& assignment : catalog::AssignmentTable(transaction).ofPolicy(policy)) {
        const auto phones = phonesOfTarget(transaction, assignment.target);
        if (phones) concerned.insert(phones->begin(), phones->end());
    }
    for (const auto& phone : concerned) TWINSET_TRY(fleet.desired.refresh(transaction, phone, Rewrite::WhenChanged));
    return {};
}

}  // namespace

TWINSET_VERB(policySet) {
    base::ObjectReader reader(arguments, "policy_set");
    catalog::PolicyRow row;
    row.name = reader.text("name");
    const auto description = reader.has("description") ? std::optional(reader.text("description")) : std::nullopt;
    const auto& settings = reader.any("settings");
    if (!settings.is_object()) reader.fail("settings", "expected an object of settings and values");
    TWINSET_TRY(reader.finish());
    row.settings = settings.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    TWINSET_ASSIGN(const auto policy, policyFromRow(row));
    TWINSET_TRY(policy::checkPolicy(policy));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto former = catalog::PolicyTable(transaction).find(row.name);
        row.description = description.value_or(former ? former->description : "");
        if (former && former->settings == row.settings && former->description == row.description)
            return policyJson(transaction, *former);
        if (former) row.revision = former->revision + 1;
        catalog::PolicyTable(transaction).put(row);
        TWINSET_TRY(refreshAssigned(fleet, transaction, row.name));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "policy_set", row.name, {{"revision", row.revision}, {"settings", settings}});
        return policyJson(transaction, row);
    });
}

TWINSET_VERB(policyList) {
    base::ObjectReader reader(arguments, "policy_list");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::PolicyTable(transaction).list()) {
            TWINSET_ASSIGN(auto json, policyJson(transaction, row));
            rows.push_back(std::move(json));
        }
        return base::Json{{"policies", std::move(rows)}};
    });
}

TWINSET_VERB(policyShow) {
    base::ObjectReader reader(arguments, "policy_show");
    const auto name = reader.text("name");
    TWINSET_TRY(reader.finish());
    (void)caller;
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPolicy(transaction, name));
        return policyJson(transaction, row);
    });
}

TWINSET_VERB(policyDelete) {
    base::ObjectReader reader(arguments, "policy_delete");
    const auto name = reader.text("name");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findPolicy(transaction, name));
        const auto assignments = catalog::AssignmentTable(transaction).ofPolicy(name);
        if (!assignments.empty())
            return {ErrorCode::Conflict, "policy '" + name + "' is assigned to " + assignments.front().target +
                                             (assignments.size() > 1 ? " and others" : "") + ": unassign it first"};
        catalog::PolicyTable(transaction).remove(name);
        catalog::AuditEventTable(transaction).append(caller.actor, "policy_delete", name, {{"revision", row.revision}});
        return base::Json::object();
    });
}

}  // namespace fleet::verbs
