// The merge: all policies that match one virtual phone become one effective policy, setting by setting. The result does
// not depend on the order of the policies, is the same when a policy is given twice, and never gets looser when a
// policy is added, whatever its level. Only an exception loosens:
//
//     value = join(floor, loosened(join of all other levels, exceptions))
//
// Exclusives and atomic groups have no order; the strongest level that sets one decides it. Pure; any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"
#include "policy/rule_book.h"
#include "policy/setting.h"

namespace policy {

/// A policy whose target and condition match, or whose condition failed: such a one restricts all the same, but its
/// exclusives and atomic groups do not count. A policy that is assigned at two levels is given twice.
struct MatchedPolicy {
    const Policy* policy = nullptr;
    Level level = Level::Group;
    std::string conditionError;  // empty: the condition held
};

/// An exception in force. One whose condition failed is given with the error: it does not apply, and the explanation
/// says so.
struct MatchedException {
    const PolicyException* exception = nullptr;
    std::string conditionError;
};

/// One policy's say on one setting.
struct Contribution {
    std::string policy;
    Level level = Level::Group;
    Value value;
    /// The effective value follows from the winners and the applied exceptions alone. Scalars and exclusives: it is the
    /// effective value. Union: one of its elements is left in force. Intersect: it excludes what another lets in, or
    /// all say the same.
    bool won = false;
    std::string conditionError = {};
    bool operator==(const Contribution&) const = default;
};

struct ExceptionEffect {
    std::string exception;
    Value value;
    bool applied = false;  // it made the value looser than the policies alone
    // Why not, or not wholly: "floor policy 'x' holds", "the condition failed: ...", "nothing is stricter".
    std::string note;
    bool operator==(const ExceptionEffect&) const = default;
};

struct EffectiveSetting {
    Value value;
    std::vector<Contribution> contributions;        // by level, then by policy name
    std::vector<ExceptionEffect> exceptions = {};  // by name
    bool operator==(const EffectiveSetting&) const = default;
};

using EffectivePolicy = std::map<std::string, EffectiveSetting>;

/// The settings that somebody decides. Conflict when two exclusives (or atomic groups) of the same rank differ (both
/// policies are named). InvalidInput, naming the policy or exception, for a setting that does not exist or a value of
/// another type; bounds are checkPolicy's business.
base::Result<EffectivePolicy> mergePolicies(std::span<const MatchedPolicy> policies,
                                            std::span<const MatchedException> exceptions);

/// Values only: what goes to the handset.
std::map<std::string, Value> effectiveValues(const EffectivePolicy& effective);

}  // namespace policy
