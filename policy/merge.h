// The merge: all policies assigned to one virtual phone become one effective policy, setting by setting. The result does
// not depend on the order of the policies, is the same when a policy is given twice, and never gets looser when a policy
// is added (at any level but `default`, whose values count only where no other level says anything).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"
#include "policy/setting.h"

namespace policy {

/// One policy's say on one setting.
struct Contribution {
    std::string policy;
    Level level = Level::Group;
    Value value;
    bool won = false;  // its value is the effective one
};

struct EffectiveSetting {
    Value value;
    std::vector<Contribution> contributions;  // by level, then by policy name
};

using EffectivePolicy = std::map<std::string, EffectiveSetting>;

/// Conflict when two exclusives of the same rank differ (both policies are named). InvalidInput when a policy does not
/// pass checkPolicy.
base::Result<EffectivePolicy> mergePolicies(const std::vector<AssignedPolicy>& assigned);

/// Values only: what goes to the handset.
std::map<std::string, Value> effectiveValues(const EffectivePolicy& effective);

}  // namespace policy
