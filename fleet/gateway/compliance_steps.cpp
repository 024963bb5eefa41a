#include "fleet/gateway/compliance_steps.h"

#include "fleet/protocol/fields.h"

namespace fleet {

namespace {

constexpr std::size_t kLongestMessage = 256;  // bytes: every rule's is to fit into one document with the policy
constexpr base::Timestamp kSilence;  // the last contact, whenever that was

/// Whole ladders only, as long as there is room: a wipe never goes without its block. The message is said once.
template <typename Step, typename SetTime>
void addLadder(std::vector<Step>& steps, const policy::ComplianceRule& rule, const policy::OpenViolation& violation,
               const SetTime& setTime) {
    const auto schedule = policy::complianceSchedule(rule, violation);
    if (steps.size() + schedule.size() > protocol::kMostComplianceSteps) return;
    for (const auto& due : schedule) {
        Step step{rule.name, due.action, {}, &due == &schedule.front() ? protocol::cutText(rule.message, kLongestMessage) : std::string()};
        setTime(step, due.at);
        steps.push_back(std::move(step));
    }
}

}  // namespace

std::vector<RuleInForce> rulesInForce(const policy::RuleBook& book, const std::vector<catalog::ComplianceViolationRow>& open) {
    std::vector<RuleInForce> rules;
    for (const auto& [name, rule] : book.complianceRules)
        if (rule.offline) rules.push_back({&rule, std::nullopt});
    for (const auto& row : open)
        if (const auto found = book.complianceRules.find(row.rule); found != book.complianceRules.end())
            rules.push_back({&found->second, policy::OpenViolation{row.since, row.byError}});
    return rules;
}

void fillComplianceSteps(protocol::DesiredState& state, const std::vector<RuleInForce>& rules) {
    state.steps.clear();
    state.offlineSteps.clear();
    if (state.persona != "work" || !state.present) return;
    for (const auto& [rule, violation] : rules) {
        if (rule->offline)
            addLadder(state.offlineSteps, *rule, {kSilence, false}, [](protocol::OfflineStep& step, base::Timestamp at) {
                step.afterSeconds = std::chrono::duration_cast<std::chrono::seconds>(at - kSilence).count();
            });
        else if (violation)
            addLadder(state.steps, *rule, *violation, [](protocol::TimedStep& step, base::Timestamp at) { step.at = at; });
    }
}

}  // namespace fleet
