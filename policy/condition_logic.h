// What can be said of conditions without evaluating them for anybody: that they can never hold together. A proof
// search, not a solver: it answers "no" only when it has found the contradiction, and "maybe" in every other case, so a
// book that is accepted may still be too careful, never too careless.
//
// It splits conditions at && || ! and ?:, keeps for each expression what it must be (equal to, one of, from .. to,
// beginning with, true, false), and tries out the remaining predicates on the values that are left. Only what makes a
// condition true counts; that a condition may fail is condition_safety.h's business. Numbers of type double are not
// negated (NaN is neither below nor above).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "policy/cel/checker.h"

namespace policy {

/// One condition, or its opposite: false when `holds` is false (an error is neither).
struct ConditionClaim {
    const cel::CheckedAst* condition = nullptr;
    bool holds = true;
};

/// An attribute that has one value: what a target such as persona:work says.
struct AttributeClaim {
    std::string attribute;  // "phone.persona"
    std::string value;
};

/// False: no phone satisfies all of them at the same instant. True: not proved.
bool canHoldTogether(std::span<const ConditionClaim> conditions, std::span<const AttributeClaim> attributes);

}  // namespace policy
