// The merge: all policies assigned to one virtual phone become one effective policy, setting by setting. The result does
// not depend on the order of the policies, is the same when a policy is given twice, and never gets looser when a policy
// is added (at any level but `default`, whose values count only where no other level says anything).
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

/// A policy whose target and condition match, or whose condition failed: such a one restricts all the same, but its exclusives do not count.
struct MatchedPolicy {
    const Policy* policy = nullptr;
    Level level = Level::Group;
    std::string conditionError;  // empty: the condition held
};

/// An exception in force. One whose condition failed is given with the error: it does not apply, and the explanation says so.
struct MatchedException {
    const PolicyException* exception = nullptr;
    std::string conditionError;
};

/// One policy's say on one setting.
struct Contribution {
    std::string policy;
    Level level = Level::Group;
    Value value;
    bool won = false;  // its value is (part of) the effective one
    std::string conditionError = {};
    bool operator==(const Contribution&) const = default;
};

struct ExceptionEffect {
    std::string exception;
    Value value;
    bool applied = false;  // it made the value looser than the policies alone
    std::string note;      // why not: "floor policy X holds", "the condition failed: ...", "nothing is stricter"
    bool operator==(const ExceptionEffect&) const = default;
};

struct EffectiveSetting {
    Value value;
    std::vector<Contribution> contributions;        // by level, then by policy name
    std::vector<ExceptionEffect> exceptions = {};  // by name
    bool operator==(const EffectiveSetting&) const = default;
};

using EffectivePolicy = std::map<std::string, EffectiveSetting>;

/// Conflict when two exclusives (or atomic groups) of the same rank differ (both policies are named). Restrictions join over all levels, `default`
/// included; levels decide exclusives and atomic groups only; no exception goes below `floor`.
base::Result<EffectivePolicy> mergePolicies(std::span<const MatchedPolicy> policies, std::span<const MatchedException> exceptions);

/// Conflict when two exclusives of the same rank differ (both policies are named). InvalidInput when a policy does not
/// pass checkPolicy.
base::Result<EffectivePolicy> mergePolicies(const std::vector<AssignedPolicy>& assigned);

/// Values only: what goes to the handset.
std::map<std::string, Value> effectiveValues(const EffectivePolicy& effective);

}  // namespace policy
