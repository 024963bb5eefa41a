// group_set/list/show/delete, exception_set/list/show/delete, compliance_rule_set/list/show/delete: the objects of the rule
// book beside policies. One way for all three kinds; what differs is the object's form and what refers to it.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/rule_object_table.h"
#include "fleet/gateway/policy_application.h"
#include "fleet/gateway/policy_target.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/rule_book_json.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::RuleKind;
using catalog::Transaction;

struct KindOfObject {
    RuleKind kind;
    const char* noun;    // in verbs
    const char* spoken;  // in messages
    const char* member;  // of list's answer
    /// Checks the form; gives it back in its canonical form.
    base::Result<base::Json> (*normalise)(const base::Json& written);
};

template <typename Object>
base::Result<base::Json> normalised(base::Result<Object> read, base::Json (*toJson)(const Object&)) {
    if (!read) return read.error();
    return toJson(*read);
}

constexpr KindOfObject kGroup{
    RuleKind::Group, "group", "group", "groups",
    [](const base::Json& json) { return normalised(policy::groupFromJson(json), policy::groupToJson); }};
constexpr KindOfObject kException{
    RuleKind::Exception, "exception", "exception", "exceptions",
    [](const base::Json& json) { return normalised(policy::exceptionFromJson(json), policy::exceptionToJson); }};
constexpr KindOfObject kComplianceRule{
    RuleKind::ComplianceRule, "compliance_rule", "compliance rule", "complianceRules",
    [](const base::Json& json) { return normalised(policy::complianceRuleFromJson(json), policy::complianceRuleToJson); }};

base::Json withRevision(const catalog::RuleObjectRow& row, base::Json object) {
    object["revision"] = row.revision;
    return object;
}

base::Result<base::Json> objectJson(FleetContext& fleet, const KindOfObject& kind, const catalog::RuleObjectRow& row) {
    TWINSET_ASSIGN(auto object, base::parseJson(row.body));
    if (kind.kind == RuleKind::Group) {
        const auto phones = fleet.policy.phonesIn(row.name);
        object["matches"] = phones ? base::Json(*phones) : base::Json();
    }
    return withRevision(row, std::move(object));
}

base::Result<catalog::RuleObjectRow> findObject(Transaction& transaction, const KindOfObject& kind, const std::string& name) {
    auto row = catalog::RuleObjectTable(transaction, kind.kind).find(name);
    if (!row) return {ErrorCode::NotFound, "there is no " + std::string(kind.spoken) + " '" + name + "'"};
    return std::move(*row);
}

base::Result<base::Json> setObject(FleetContext& fleet, const Caller& caller, const base::Json& arguments, const KindOfObject& kind) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto resolved, resolveNames(transaction, arguments));
        TWINSET_ASSIGN(const auto object, kind.normalise(resolved));
        if (kind.kind == RuleKind::Exception) TWINSET_TRY(canonicalTarget(transaction, object.at("target").get<std::string>()));
        catalog::RuleObjectTable table(transaction, kind.kind);
        catalog::RuleObjectRow row{object.at("name"), object.dump(), 1};
        const auto former = table.find(row.name);
        if (fleet.policy.readable() && former && former->body == row.body) return withRevision(*former, object);
        if (former) row.revision = former->revision + 1;
        table.put(row);
        TWINSET_ASSIGN(const auto concerned, applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, std::string(kind.noun) + "_set", row.name, {{"revision", row.revision}, {"object", object}});
        auto answer = withRevision(row, object);
        answer["changedPhones"] = concerned;
        return answer;
    });
}

base::Result<base::Json> listObjects(FleetContext& fleet, const base::Json& arguments, const KindOfObject& kind) {
    base::ObjectReader reader(arguments, std::string(kind.noun) + "_list");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        base::Json rows = base::Json::array();
        for (const auto& row : catalog::RuleObjectTable(transaction, kind.kind).list()) {
            TWINSET_ASSIGN(auto object, objectJson(fleet, kind, row));
            rows.push_back(std::move(object));
        }
        return base::Json{{kind.member, std::move(rows)}};
    });
}

base::Result<base::Json> showObject(FleetContext& fleet, const base::Json& arguments, const KindOfObject& kind) {
    base::ObjectReader reader(arguments, std::string(kind.noun) + "_show");
    const auto name = reader.text("name");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findObject(transaction, kind, name));
        return objectJson(fleet, kind, row);
    });
}

base::Result<base::Json> deleteObject(FleetContext& fleet, const Caller& caller, const base::Json& arguments, const KindOfObject& kind) {
    base::ObjectReader reader(arguments, std::string(kind.noun) + "_delete");
    const auto name = reader.text("name");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findObject(transaction, kind, name));
        catalog::RuleObjectTable(transaction, kind.kind).remove(name);
        // What still refers to a group makes the rules not compile, and says so.
        TWINSET_TRY(applyRules(fleet.policy, fleet.desired, transaction));
        catalog::AuditEventTable(transaction).append(caller.actor, std::string(kind.noun) + "_delete", name, {{"revision", row.revision}});
        return base::Json::object();
    });
}

}  // namespace

TWINSET_VERB(groupSet) { return setObject(fleet, caller, arguments, kGroup); }
TWINSET_VERB(groupList) { return (void)caller, listObjects(fleet, arguments, kGroup); }
TWINSET_VERB(groupShow) { return (void)caller, showObject(fleet, arguments, kGroup); }
TWINSET_VERB(groupDelete) { return deleteObject(fleet, caller, arguments, kGroup); }
TWINSET_VERB(exceptionSet) { return setObject(fleet, caller, arguments, kException); }
TWINSET_VERB(exceptionList) { return (void)caller, listObjects(fleet, arguments, kException); }
TWINSET_VERB(exceptionShow) { return (void)caller, showObject(fleet, arguments, kException); }
TWINSET_VERB(exceptionDelete) { return deleteObject(fleet, caller, arguments, kException); }
TWINSET_VERB(complianceRuleSet) { return setObject(fleet, caller, arguments, kComplianceRule); }
TWINSET_VERB(complianceRuleList) { return (void)caller, listObjects(fleet, arguments, kComplianceRule); }
TWINSET_VERB(complianceRuleShow) { return (void)caller, showObject(fleet, arguments, kComplianceRule); }
TWINSET_VERB(complianceRuleDelete) { return deleteObject(fleet, caller, arguments, kComplianceRule); }

}  // namespace fleet::verbs
