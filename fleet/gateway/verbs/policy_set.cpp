// policy_set, policy_list, policy_show, policy_delete.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/policy_application.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/rule_book_json.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<catalog::PolicyRow> findPolicy(Transaction& transaction, const std::string& name) {
    auto row = catalog::PolicyTable(transaction).find(name);
    if (!row) return {ErrorCode::NotFound, "there is no policy '" + name + "': 'twinset policy list' shows those there are"};
    return std::move(*row);
}

/// The row of a policy as it was written; what it means is checked with the whole rule book.
base::Result<catalog::PolicyRow> rowOf(const base::Json& arguments) {
    TWINSET_ASSIGN(const auto policy, policy::policyFromJson(arguments));
    TWINSET_TRY(policy::checkPolicy(policy));
    base::Json settings = base::Json::object();
    for (const auto& [name, value] : policy.settings) settings[name] = policy::valueToJson(value);
    return catalog::PolicyRow{policy.name, policy.description,
                              settings.dump(-1, ' ', false, base::Json::error_handler_t::replace), 1, policy.when};
}

}  // namespace

TWINSET_VERB(policySet) {
    TWINSET_ASSIGN(auto row, rowOf(arguments));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        const auto former = catalog::PolicyTable(transaction).find(row.name);
        if (former && !arguments.contains("description")) row.description = former->description;
        if (fleet.policy.readable() && former && former->settings == row.settings && former->description == row.description &&
            former->condition == row.condition)
            return policyJson(transaction, *former);
        if (former) row.revision = former->revision + 1;
        catalog::PolicyTable(transaction).put(row);
        TWINSET_ASSIGN(const auto concerned, applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "policy_set", row.name,
                    {{"revision", row.revision}, {"settings", arguments.at("settings")}, {"when", row.condition}});
        TWINSET_ASSIGN(auto answer, policyJson(transaction, row));
        answer["changedPhones"] = concerned;
        return answer;
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
        TWINSET_TRY(applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction).append(caller.actor, "policy_delete", name, {{"revision", row.revision}});
        return base::Json::object();
    });
}

}  // namespace fleet::verbs
