#include "policy/compliance.h"

#include <array>

#include "base/ids.h"

namespace policy {
namespace {

using base::Duration;
using base::ErrorCode;
using base::Result;

constexpr std::array<std::string_view, 3> kActions{"warn", "block", "wipe"};

Result<void> wrong(std::string message) { return {ErrorCode::InvalidInput, std::move(message)}; }

Result<void> checkDuration(std::string_view what, Duration duration) {
    if (duration >= Duration(0) && duration <= kLongestCompliance) return {};
    return wrong(std::string(what) + " must be from 0s to " + base::formatDuration(kLongestCompliance));
}

Result<void> checkLadder(const ComplianceRule& rule) {
    if (rule.ladder.empty()) return wrong("the ladder is empty: give it at least one step, such as warn after 0s");
    bool blocked = false;
    for (std::size_t i = 0; i < rule.ladder.size(); ++i) {
        const auto& step = rule.ladder[i];
        const std::string name(complianceActionName(step.action));
        TWINSET_TRY(checkDuration("'after' of the " + name, step.after));
        if (step.action == ComplianceAction::Wipe && !blocked)
            return wrong("a wipe must come after a block: put a block before it, so that the person can still act");
        blocked |= step.action == ComplianceAction::Block;
        if (i == 0) continue;
        const auto& before = rule.ladder[i - 1];
        const std::string nameBefore(complianceActionName(before.action));
        if (step.action <= before.action)
            return wrong("a " + name + " cannot follow a " + nameBefore + ": steps rise from warn to block to wipe, each at most once");
        if (step.after <= before.after)
            return wrong("the " + name + " (after " + base::formatDuration(step.after) + ") must come later than the " + nameBefore +
                         " (after " + base::formatDuration(before.after) + ")");
    }
    return {};
}

}  // namespace

std::string_view complianceActionName(ComplianceAction action) { return kActions[static_cast<std::size_t>(action)]; }

std::optional<ComplianceAction> complianceActionFromName(std::string_view name) {
    for (std::size_t i = 0; i < kActions.size(); ++i)
        if (kActions[i] == name) return static_cast<ComplianceAction>(i);
    return std::nullopt;
}

Result<void> checkComplianceRule(const ComplianceRule& rule) {
    if (!base::isIdText(rule.name))
        return wrong("'" + rule.name.substr(0, 64) + "' is not a rule name: use a-z, 0-9 and '-', at most 64 characters");
    if (rule.violation.empty() != rule.offline)
        return wrong(rule.offline ? "a rule about silence ('offline') has no 'violation': drop one of them, or make two rules"
                                  : "say what is not compliant: write a 'violation', or set 'offline'");
    TWINSET_TRY(checkDuration("the grace period", rule.grace));
    TWINSET_TRY(checkLadder(rule));
    const auto first = rule.ladder.front();
    if (first.after < rule.grace)
        return wrong("the " + std::string(complianceActionName(first.action)) + " (after " + base::formatDuration(first.after) +
                     ") falls into the grace period: nothing happens for " + base::formatDuration(rule.grace) +
                     ", so make 'after' at least that");
    if (rule.offline && first.after == Duration(0))
        return wrong("every handset is silent for a moment: let the first step of a rule about silence come later than 0s");
    if (rule.message.size() > kLongestComplianceMessage)
        return wrong("the message is longer than " + std::to_string(kLongestComplianceMessage) + " bytes");
    return {};
}

std::vector<DueStep> complianceSchedule(const ComplianceRule& rule, const OpenViolation& violation) {
    std::vector<DueStep> steps;
    for (const auto& step : rule.ladder)
        if (!violation.byError || step.action != ComplianceAction::Wipe) steps.push_back({step.action, violation.began + step.after});
    return steps;
}

std::optional<DueStep> complianceStepAt(const ComplianceRule& rule, const OpenViolation& violation, base::Timestamp now) {
    std::optional<DueStep> due;
    for (const auto& step : complianceSchedule(rule, violation))
        if (step.at <= now) due = step;
    return due;
}

std::optional<DueStep> complianceStepAfter(const ComplianceRule& rule, const OpenViolation& violation, base::Timestamp now) {
    for (const auto& step : complianceSchedule(rule, violation))
        if (step.at > now) return step;
    return std::nullopt;
}

}  // namespace policy
