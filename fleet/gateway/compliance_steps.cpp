#include "fleet/gateway/compliance_steps.h"

namespace fleet {

void fillComplianceSteps(protocol::DesiredState& state, const std::vector<RuleInForce>& rules) {
    state.steps.clear();
    state.offlineSteps.clear();
    if (state.persona != "work" || !state.present) return;
    for (const auto& [rule, violation] : rules) {
        if (rule->offline) {
            const base::Timestamp silence;
            for (const auto& due : policy::complianceSchedule(*rule, {silence, false}))
                state.offlineSteps.push_back(
                    {rule->name, due.action, std::chrono::duration_cast<std::chrono::seconds>(due.at - silence).count(), rule->message});
        } else if (violation) {
            for (const auto& due : policy::complianceSchedule(*rule, *violation))
                state.steps.push_back({rule->name, due.action, due.at, rule->message});
        }
    }
}

}  // namespace fleet
