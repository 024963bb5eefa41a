// The single checks of lint.h; each adds what it finds.
#pragma once

#include <vector>

#include "policy/condition_logic.h"
#include "policy/lint.h"

namespace policy {

/// A policy or an exception on the phones of one target.
struct Reach {
    const Target* target = nullptr;
    const CompiledCondition* condition = nullptr;  // nullptr: always
};

/// What holds of every phone in reach, as claims for canHoldTogether.
struct ReachClaims {
    std::vector<ConditionClaim> conditions;
    std::vector<AttributeClaim> attributes;
};
ReachClaims claimsOf(const CompiledBook& book, const Reach& reach);
/// It is proved that every phone in `inner` is in `outer`. False: not proved.
bool isCovered(const CompiledBook& book, const Reach& inner, const Reach& outer);

void lintConditions(const CompiledBook& book, std::vector<LintFinding>& findings);
void lintPolicies(const CompiledBook& book, std::vector<LintFinding>& findings);
void lintExceptions(const CompiledBook& book, base::Timestamp now, std::vector<LintFinding>& findings);

}  // namespace policy
