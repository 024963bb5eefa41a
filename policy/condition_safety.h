// Where a condition can fail: what it reads may be absent, what it converts may not be convertible. A failing condition
// restricts all the same, so nothing is insecure about it; but it is hardly ever what its author meant.
//
// The analysis follows the flow of &&, || and ?:, from both sides, as CEL's errors do: `user.email == "x" &&
// has(user.email)` does not fail, because the false right side absorbs the error of the left one. It knows these
// guards: has(x.y), key in map, size(list) > n before list[n], x != 0 before a division by x, isIP(x), isCIDR(x),
// isVersion(x) before the conversion. Overflow of arithmetic is not looked for.
#pragma once

#include <string>
#include <vector>

#include "policy/cel/checker.h"
#include "policy/cel/source.h"

namespace policy {

struct PossibleFailure {
    cel::Position position;
    bool always = false;  // whatever the phone
    std::string what;     // "user.email may be absent"
    std::string advice;   // "write has(user.email) && ... before it"
    bool operator==(const PossibleFailure& other) const { return what == other.what; }
};

/// In the order of the source; the same thing is named once. Empty when the condition cannot fail.
std::vector<PossibleFailure> possibleFailures(const cel::CheckedAst& condition);

}  // namespace policy
