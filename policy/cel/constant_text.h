// Texts in an expression that can never mean what they stand for: duration("7d"), version("one"), x.matches("("),
// t.getHours("Europe/Bernn"). They would fail in every evaluation, so they are refused when the expression is written.
#pragma once

#include <vector>

#include "policy/cel/checker.h"

namespace policy::cel {

/// A problem for each call whose constant text makes it fail whatever its other arguments are. Pure; any thread.
std::vector<Problem> checkConstantTexts(const CheckedAst& checked, const Environment& environment);

}  // namespace policy::cel
