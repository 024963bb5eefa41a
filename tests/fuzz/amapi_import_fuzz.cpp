// Any JSON as a policy of the Android Management API: every field gets its line, what came of it passes the checks that a written policy must pass, and
// the same file gives the same again.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "policy/amapi_import.h"
#include "policy/rule_book_json.h"
#include "tests/fuzz/fuzz_check.h"

namespace {

constexpr std::size_t kMostBytes = 64 * 1024;

bool saysEqual(const policy::AmapiImport& one, const policy::AmapiImport& other) {
    return one.policy == other.policy && one.complianceRules == other.complianceRules && one.lines == other.lines;
}

void checkRules(const policy::AmapiImport& import) {
    for (const auto& rule : import.complianceRules) {
        const auto checked = policy::checkComplianceRule(rule);
        fuzz::demand(checked.ok(), "a rule passes its check: " + (checked.ok() ? std::string() : checked.error().message));
        const auto again = policy::complianceRuleFromJson(policy::complianceRuleToJson(rule));
        fuzz::demand(again.ok() && *again == rule, "a rule survives its file");
    }
}

bool speaksOf(const policy::ImportLine& line, const std::string& name) {
    return line.field.starts_with(name) && (line.field.size() == name.size() || line.field[name.size()] == '.' || line.field[name.size()] == '[');
}

void checkLines(const policy::AmapiImport& import, const base::Json& json) {
    for (const auto& line : import.lines) {
        fuzz::demand(!policy::importOutcomeName(line.outcome).empty(), "a line says what became of its field");
        for (const std::string* text : {&line.field, &line.value, &line.why})
            fuzz::demand(fuzz::isText(*text), "a line can be shown");
        fuzz::demand((line.outcome == policy::ImportOutcome::Became) == !line.became.empty(), "a field became what its line says: " + line.field);
        fuzz::demand(line.outcome != policy::ImportOutcome::NotUnderstood || !line.why.empty(), "what is not understood is explained");
    }
    for (const auto& member : json.items()) {
        const auto speaks = [&](const policy::ImportLine& line) { return speaksOf(line, member.key()); };
        fuzz::demand(std::any_of(import.lines.begin(), import.lines.end(), speaks), "something is said of " + member.key());
    }
}

void checkImport(const base::Json& json, bool withDefaults) {
    const policy::AmapiImportOptions options{{}, withDefaults};
    const auto import = policy::importAmapi(json, options);
    fuzz::demand(import.ok() == json.is_object(), "every object is imported" + (import.ok() ? std::string() : ": " + import.error().message));
    if (!import)
        return;
    fuzz::demand(policy::checkPolicy(import->policy).ok(), "the policy passes its check");
    const auto again = policy::policyFromJson(policy::policyToJson(import->policy));
    fuzz::demand(again.ok() && *again == import->policy, "the policy survives its file");
    checkRules(*import);
    checkLines(*import, json);
    fuzz::demand(saysEqual(policy::importAmapi(json, options).value(), *import), "the same file gives the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = base::parseJson({reinterpret_cast<const char*>(data), size}, kMostBytes);
    if (!json)
        return 0;
    checkImport(*json, true);
    checkImport(*json, false);
    return 0;
}
