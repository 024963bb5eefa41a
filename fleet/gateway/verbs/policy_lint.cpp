// policy_lint: what is allowed in the fleet's rules and yet hardly what their authors meant.
#include <nlohmann/json.hpp>

#include "fleet/gateway/fleet_policy.h"
#include "fleet/gateway/verbs/verbs.h"
#include "policy/lint.h"

namespace fleet::verbs {

TWINSET_VERB(policyLint) {
    base::ObjectReader reader(arguments, "policy_lint");
    TWINSET_TRY(reader.finish());
    (void)caller;
    TWINSET_TRY(fleet.policy.readable());
    const auto book = fleet.policy.book();
    return policy::lintToJson(policy::lintBook(*book, fleet.clock.now()));
}

}  // namespace fleet::verbs
