// Any text as a condition over phones: whatever passes the checker evaluates within its bounds to a value of the type that the checker
// promised, also for a phone of which nothing is known; without checking it gives the same value or an error.
#include <algorithm>
#include <string>

#include "policy/attribute.h"
#include "policy/cel/checker.h"
#include "policy/cel/evaluator.h"
#include "policy/cel/parser.h"
#include "policy/facts_activation.h"
#include "tests/fuzz/fuzz_check.h"

using namespace policy::cel;

namespace {

Environment boundedEnvironment() {
    Environment environment = policy::conditionEnvironment();
    environment.limits.nesting = 64;
    environment.limits.cost = 20'000;
    environment.limits.elements = 5'000;
    environment.limits.textBytes = 32 * 1024;
    return environment;
}

policy::AttributeValue sample(policy::AttributeType type) {
    const base::Timestamp day{std::chrono::seconds(1'700'000'000)};
    switch (type) {
    case policy::AttributeType::Boolean: return true;
    case policy::AttributeType::Integer: return std::int64_t{4096};
    case policy::AttributeType::Number: return 0.5;
    case policy::AttributeType::Text: return std::string("Pixel 8 é");
    case policy::AttributeType::Version: return std::string("14.2.1-beta.3");
    case policy::AttributeType::Time: return day;
    case policy::AttributeType::TextList: return std::vector<std::string>{"sales", "north"};
    case policy::AttributeType::TextMap: return std::vector<std::string>{"site", "berlin", "tier", "1"};
    }
    return {};
}

policy::FactsActivation phone(bool known) {
    policy::PhoneFacts facts;
    for (const policy::Attribute& attribute : policy::allAttributes())
        facts.values.push_back(known || attribute.always ? sample(attribute.type) : policy::AttributeValue{});
    return {facts, base::Timestamp{std::chrono::seconds(1'700'086'400)}};
}

bool fits(const Type& promised, const Value& value) {
    const Type is = typeOfValue(value);
    if (value.isError() || promised.kind == TypeKind::Dyn || promised.kind == TypeKind::Parameter)
        return true;
    if (promised.kind == TypeKind::Struct || promised.kind == TypeKind::Opaque)
        return is.kind == promised.kind && is.name == promised.name;
    return is.kind == promised.kind;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Environment environment = boundedEnvironment();
    static const policy::FactsActivation known = phone(true), unknown = phone(false);
    const std::string source(reinterpret_cast<const char*>(data), size);

    ParseOutcome parsed = parse(source, environment.limits);
    ParseOutcome again = parse(source, environment.limits);
    if (!parsed.ast || !again.ast)
        return 0;
    CheckOutcome checked = check(std::move(*parsed.ast), environment);
    fuzz::demand(checked.checked.has_value() == checked.problems.empty(), "a checked tree or problems");
    (void)renderProblems(source, checked.problems);

    const auto unchecked = Program::planUnchecked(std::move(*again.ast), environment);
    const Value freely = unchecked->evaluate(known);
    (void)unchecked->evaluate(unknown);
    if (!checked.checked)
        return 0;
    const Type promised = checked.checked->result;
    const auto program = Program::plan(std::move(*checked.checked), environment);
    for (const policy::FactsActivation* phone : {&known, &unknown}) {
        const Value value = program->evaluate(*phone);
        fuzz::demand(fits(promised, value), "the type " + typeText(promised) + " promised for " + valueText(value));
        if (phone == &known && !value.isError() && !freely.isError())
            fuzz::demand(valueText(value) == valueText(freely), "checked gives " + valueText(value) + ", unchecked " + valueText(freely));
    }
    return 0;
}
