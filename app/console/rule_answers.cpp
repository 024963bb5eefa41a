#include "app/console/rule_answers.h"

#include <nlohmann/json.hpp>

#include "app/console/answer_reader.h"
#include "policy/rule_book_json.h"

namespace console {
namespace {

using base::Json;
using base::Result;

/// `read` with the members of `json` that a rule has, without what the gateway adds (revision, matches, changedPhones).
template <typename Rule>
Result<Rule> readRule(const Json& json, Result<Rule> (*read)(const Json&), std::initializer_list<const char*> members) {
    if (!json.is_object()) return {base::ErrorCode::Corrupt, "the gateway's answer cannot be read: a rule is not an object"};
    Json own = Json::object();
    for (const char* member : members)
        if (json.contains(member) && !json[member].is_null()) own[member] = json[member];
    return read(own);
}

template <typename Row>
Result<KeysetPage<Row>> readRows(const Json& json, std::string_view list, Result<Row> (*readRow)(const Json&)) {
    KeysetPage<Row> page;
    AnswerReader reader(json, "answer");
    reader.array(list, [&](const Json& element) -> Result<void> {
        TWINSET_ASSIGN(Row row, readRow(element));
        page.rows.push_back(std::move(row));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return page;
}

Result<GroupRow> readGroupRow(const Json& json) {
    TWINSET_ASSIGN(auto group, readWholeGroup(json));
    AnswerReader reader(json, "group");
    GroupRow row{QString::fromStdString(group.name), std::move(group), reader.integerOr("matches", 0)};
    TWINSET_TRY(reader.finish());
    return row;
}

Result<ExceptionRow> readExceptionRow(const Json& json) {
    TWINSET_ASSIGN(auto exception, readWholeException(json));
    return ExceptionRow{QString::fromStdString(exception.name), std::move(exception)};
}

Result<ComplianceRuleRow> readComplianceRuleRow(const Json& json) {
    TWINSET_ASSIGN(auto rule, readWholeComplianceRule(json));
    return ComplianceRuleRow{QString::fromStdString(rule.name), std::move(rule)};
}

Result<ViolationRow> readViolationRow(const Json& json) {
    AnswerReader reader(json, "violation");
    ViolationRow row;
    reader.object("phone", [&](AnswerReader& phone) {
        row.phoneId = phone.text("id");
        row.phone = phone.textOr("name", row.phoneId);
    });
    reader.object("handset", [&](AnswerReader& handset) { row.handset = handset.textOr("name"); });
    row.rule = reader.text("rule");
    row.since = reader.optionalTime("since");
    row.byError = reader.booleanOr("byError", false);
    const auto step = [&](std::string_view member, QString& action, Stamp& at) {
        reader.object(member, [&](AnswerReader& inner) {
            action = inner.text("action");
            at = inner.optionalTime("at");
        });
    };
    step("inForce", row.inForce, row.inForceAt);
    step("next", row.next, row.nextAt);
    row.id = row.phoneId + '/' + row.rule;
    TWINSET_TRY(reader.finish());
    return row;
}

}  // namespace

Result<policy::Group> readWholeGroup(const Json& json) {
    return readRule<policy::Group>(json, policy::groupFromJson, {"name", "description", "expression", "members"});
}

Result<policy::PolicyException> readWholeException(const Json& json) {
    return readRule<policy::PolicyException>(json, policy::exceptionFromJson,
                                             {"name", "setting", "value", "target", "when", "owner", "reason", "expiresAt"});
}

Result<policy::ComplianceRule> readWholeComplianceRule(const Json& json) {
    return readRule<policy::ComplianceRule>(json, policy::complianceRuleFromJson,
                                            {"name", "violation", "offline", "grace", "ladder", "message"});
}

Result<std::vector<AssignmentRow>> readAssignments(const Json& policy) {
    std::vector<AssignmentRow> rows;
    AnswerReader reader(policy, "policy");
    reader.array("assignments", [&](const Json& element) -> Result<void> {
        AnswerReader assignment(element, "assignment");
        const QString target = assignment.text("target");
        rows.push_back({target, assignment.textOr("level", "group")});
        return assignment.finish();
    });
    TWINSET_TRY(reader.finish());
    return rows;
}

Result<KeysetPage<GroupRow>> readGroupPage(const Json& json) { return readRows<GroupRow>(json, "groups", readGroupRow); }
Result<KeysetPage<ExceptionRow>> readExceptionPage(const Json& json) { return readRows<ExceptionRow>(json, "exceptions", readExceptionRow); }
Result<KeysetPage<ComplianceRuleRow>> readComplianceRulePage(const Json& json) {
    return readRows<ComplianceRuleRow>(json, "complianceRules", readComplianceRuleRow);
}
Result<KeysetPage<ViolationRow>> readViolationPage(const Json& json) { return readRows<ViolationRow>(json, "violations", readViolationRow); }

}  // namespace console
