// Any text as a condition over phones: whatever passes the checker evaluates within its bounds to a value of the type that the checker
// promised, also for a phone of which nothing is known; without checking it gives the same value or an error.
#include <algorithm>
#include <string>

#include "policy/attribute.h"
#include "policy/cel/checker.h"
#include "policy/cel/evaluator.h"
#include "policy/cel/parser.h"
#include "policy/facts_activation.h"
#include "tests/fuzz/facts_samples.h"
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
    static const policy::FactsActivation known(fuzz::samplePhone("known", true, 0), fuzz::sampleNow()),
        unknown(fuzz::samplePhone("unknown", false, 1), fuzz::sampleNow());
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
