#include "policy/rule_book_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ids.h"

namespace policy {
namespace {

using base::ErrorCode;
using base::Json;
using base::ObjectReader;
using base::Result;

std::string readName(ObjectReader& reader, std::string_view member) {
    auto name = reader.text(member);
    if (!base::isIdText(name)) reader.fail(member, "'" + name.substr(0, 64) + "' is not a name: use a-z, 0-9 and '-', at most 64 characters");
    return name;
}

Target readTarget(ObjectReader& reader) {
    auto target = targetFromText(reader.text("target"));
    if (!target) reader.fail("target", target.error().message);
    return target ? *target : Target{};
}

base::Duration readDuration(ObjectReader& reader, std::string_view member) {
    const auto duration = base::parseDuration(reader.text(member));
    if (!duration) reader.fail(member, duration.error().message);
    return duration ? *duration : base::Duration(0);
}

Value readValue(ObjectReader& reader, std::string_view member) {
    auto value = valueFromJson(reader.any(member));
    if (!value) reader.fail(member, value.error().message);
    return value ? *value : Value{};
}

/// Where the editor finds the schema; it says nothing about policy.
void skipSchema(ObjectReader& reader) { (void)reader.textOr("$schema", ""); }

void putText(Json& json, const char* member, const std::string& text) {
    if (!text.empty()) json[member] = text;
}

Result<ComplianceStep> stepFromJson(const Json& json) {
    ObjectReader reader(json, "step");
    const auto name = reader.text("action");
    const auto action = complianceActionFromName(name);
    if (!action) reader.fail("action", "'" + name.substr(0, 64) + "' is no action: write warn, block or wipe");
    ComplianceStep step{action.value_or(ComplianceAction::Warn), readDuration(reader, "after")};
    TWINSET_TRY(reader.finish());
    return step;
}

/// Reads an optional array of objects into a map by name.
template <typename Object>
void readObjects(ObjectReader& reader, std::string_view member, Result<Object> (*read)(const Json&), std::map<std::string, Object>& into) {
    if (!reader.has(member)) return;
    reader.array(member, [&](const Json& json) -> Result<void> {
        TWINSET_ASSIGN(Object object, read(json));
        const std::string name = object.name;
        if (!into.emplace(name, std::move(object)).second)
            return {ErrorCode::InvalidInput, "there are two named '" + name + "': rename or remove one"};
        return {};
    });
}

template <typename Object>
Json objectsToJson(const std::map<std::string, Object>& objects, Json (*write)(const Object&)) {
    Json all = Json::array();
    for (const auto& [name, object] : objects) all.push_back(write(object));
    return all;
}

}  // namespace

Json policyToJson(const Policy& policy) {
    Json settings = Json::object();
    for (const auto& [name, value] : policy.settings) settings[name] = valueToJson(value);
    Json json{{"name", policy.name}, {"settings", std::move(settings)}};
    putText(json, "description", policy.description);
    putText(json, "when", policy.when);
    return json;
}

Result<Policy> policyFromJson(const Json& json) {
    ObjectReader reader(json, "policy");
    skipSchema(reader);
    Policy policy;
    policy.name = readName(reader, "name");
    policy.description = reader.textOr("description", "");
    policy.when = reader.textOr("when", "");
    const Json& settings = reader.any("settings");
    if (!settings.is_object()) reader.fail("settings", "expected an object");
    TWINSET_TRY(reader.finish());
    for (const auto& [name, held] : settings.items()) {
        TWINSET_ASSIGN(policy.settings[name], valueFromJson(held).withContext("policy.settings." + name.substr(0, 64)));
    }
    return policy;
}

Json groupToJson(const Group& group) {
    Json json{{"name", group.name}};
    putText(json, "description", group.description);
    if (group.expression.empty())
        json["members"] = group.members;
    else
        json["expression"] = group.expression;
    return json;
}

Result<Group> groupFromJson(const Json& json) {
    ObjectReader reader(json, "group");
    Group group;
    group.name = readName(reader, "name");
    group.description = reader.textOr("description", "");
    group.expression = reader.textOr("expression", "");
    const bool isStatic = reader.has("members");
    if (isStatic) group.members = makeTextSet(reader.texts("members"));
    if (isStatic == !group.expression.empty()) reader.fail("members", "write either members or an expression");
    for (const auto& member : group.members)
        if (!base::isIdText(member)) reader.fail("members", "'" + member.substr(0, 64) + "' is no id of a handset or a virtual phone");
    TWINSET_TRY(reader.finish());
    return group;
}

Json exceptionToJson(const PolicyException& exception) {
    Json json{{"name", exception.name},     {"setting", exception.setting}, {"value", valueToJson(exception.value)},
              {"target", targetText(exception.target)}, {"owner", exception.owner},     {"reason", exception.reason},
              {"expiresAt", base::formatTimestamp(exception.expiresAt)}};
    putText(json, "when", exception.when);
    return json;
}

Result<PolicyException> exceptionFromJson(const Json& json) {
    ObjectReader reader(json, "exception");
    PolicyException exception;
    exception.name = readName(reader, "name");
    exception.setting = reader.text("setting");
    exception.value = readValue(reader, "value");
    exception.target = readTarget(reader);
    exception.when = reader.textOr("when", "");
    exception.owner = reader.text("owner");
    exception.reason = reader.text("reason");
    exception.expiresAt = reader.time("expiresAt");
    if (exception.owner.empty()) reader.fail("owner", "say who answers for the exception");
    if (exception.reason.empty()) reader.fail("reason", "say why the exception is needed");
    TWINSET_TRY(reader.finish());
    return exception;
}

Json complianceRuleToJson(const ComplianceRule& rule) {
    Json ladder = Json::array();
    for (const auto& step : rule.ladder)
        ladder.push_back({{"action", complianceActionName(step.action)}, {"after", base::formatDuration(step.after)}});
    Json json{{"name", rule.name}, {"ladder", std::move(ladder)}};
    putText(json, "violation", rule.violation);
    if (rule.offline) json["offline"] = true;
    if (rule.grace != base::Duration(0)) json["grace"] = base::formatDuration(rule.grace);
    putText(json, "message", rule.message);
    return json;
}

Result<ComplianceRule> complianceRuleFromJson(const Json& json) {
    ObjectReader reader(json, "compliance rule");
    ComplianceRule rule;
    rule.name = readName(reader, "name");
    rule.violation = reader.textOr("violation", "");
    rule.offline = reader.booleanOr("offline", false);
    if (reader.has("grace")) rule.grace = readDuration(reader, "grace");
    reader.array("ladder", [&](const Json& element) -> Result<void> {
        TWINSET_ASSIGN(const auto step, stepFromJson(element));
        rule.ladder.push_back(step);
        return {};
    });
    rule.message = reader.textOr("message", "");
    TWINSET_TRY(reader.finish());
    return rule;
}

Json assignmentToJson(const Assignment& assignment) {
    return {{"policy", assignment.policy}, {"target", targetText(assignment.target)}, {"level", levelName(assignment.level)}};
}

Result<Assignment> assignmentFromJson(const Json& json) {
    ObjectReader reader(json, "assignment");
    Assignment assignment;
    assignment.policy = readName(reader, "policy");
    assignment.target = readTarget(reader);
    const auto named = reader.textOr("level", "group");
    const auto level = levelFromName(named);
    if (!level) reader.fail("level", "'" + named.substr(0, 64) + "' is no level: write floor, org, group, device or default");
    assignment.level = level.value_or(Level::Group);
    TWINSET_TRY(reader.finish());
    return assignment;
}

Json ruleBookToJson(const RuleBook& book) {
    auto sorted = book.assignments;
    std::sort(sorted.begin(), sorted.end());
    Json assignments = Json::array();
    for (const auto& assignment : sorted) assignments.push_back(assignmentToJson(assignment));
    return {{"policies", objectsToJson(book.policies, policyToJson)},
            {"groups", objectsToJson(book.groups, groupToJson)},
            {"assignments", std::move(assignments)},
            {"exceptions", objectsToJson(book.exceptions, exceptionToJson)},
            {"complianceRules", objectsToJson(book.complianceRules, complianceRuleToJson)}};
}

Result<RuleBook> ruleBookFromJson(const Json& json) {
    ObjectReader reader(json, "rule book");
    skipSchema(reader);
    RuleBook book;
    readObjects(reader, "policies", policyFromJson, book.policies);
    readObjects(reader, "groups", groupFromJson, book.groups);
    readObjects(reader, "exceptions", exceptionFromJson, book.exceptions);
    readObjects(reader, "complianceRules", complianceRuleFromJson, book.complianceRules);
    if (reader.has("assignments"))
        reader.array("assignments", [&](const Json& element) -> Result<void> {
            TWINSET_ASSIGN(auto assignment, assignmentFromJson(element));
            book.assignments.push_back(std::move(assignment));
            return {};
        });
    TWINSET_TRY(reader.finish());
    std::sort(book.assignments.begin(), book.assignments.end());
    book.assignments.erase(std::unique(book.assignments.begin(), book.assignments.end()), book.assignments.end());
    return book;
}

}  // namespace policy
