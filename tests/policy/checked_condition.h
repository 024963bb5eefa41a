// A condition as text, parsed and checked against the table of attributes.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "policy/attribute.h"
#include "policy/cel/checker.h"
#include "policy/cel/parser.h"

namespace policy::testing {

/// Ends the test program, with the problems, when the text is not a condition.
inline cel::CheckedAst checkedCondition(const std::string& text) {
    const auto refuse = [&](const std::vector<cel::Problem>& problems) {
        std::fprintf(stderr, "%s\n", cel::renderProblems(text, problems).c_str());
        std::abort();
    };
    auto parsed = cel::parse(text, conditionEnvironment().limits);
    if (!parsed.ast) refuse(parsed.problems);
    auto checked = cel::check(std::move(*parsed.ast), conditionEnvironment());
    if (!checked.checked) refuse(checked.problems);
    return std::move(*checked.checked);
}

}  // namespace policy::testing
