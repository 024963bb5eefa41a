// What a text contains.
#include <re2/re2.h>

#include "policy/cel/pattern.h"
#include "policy/cel/standard_groups.h"
#include "policy/cel/text_search.h"

namespace policy::cel {

using namespace types;

namespace {

using Arguments = std::span<const Value>;

Value contains(Arguments a, CallContext&) { return Value(findText(a[0].text(), a[1].text()) != std::string_view::npos); }
Value endsWith(Arguments a, CallContext&) { return Value(a[0].text().ends_with(a[1].text())); }
Value startsWith(Arguments a, CallContext&) { return Value(a[0].text().starts_with(a[1].text())); }

// For patterns that are not known when the plan is made: plan_compare.cpp has the others.
Value matches(Arguments a, CallContext& context) {
    const auto& pattern = a[1].text();
    if (!context.spend(16 + pattern.size() + matchingCost(pattern.size(), a[0].text().size())))
        return context.spent();
    const auto compiled = compilePattern(pattern);
    if (!compiled->ok())
        return Value::error("the regular expression \"" + pattern + "\" is wrong: " + compiled->error());
    return Value(re2::RE2::PartialMatch(a[0].text(), *compiled));
}

}  // namespace

void addTextFunctions(FunctionTable& table) {
    table.add({"contains", "contains_string", true, {kString, kString}, kBool, contains});
    table.add({"endsWith", "ends_with_string", true, {kString, kString}, kBool, endsWith});
    table.add({"matches", "matches", false, {kString, kString}, kBool, matches});
    table.add({"matches", "matches_string", true, {kString, kString}, kBool, matches});
    table.add({"startsWith", "starts_with_string", true, {kString, kString}, kBool, startsWith});
}

}  // namespace policy::cel
