#include "agent/compliance.h"

#include <algorithm>

namespace agent {
namespace {

using fleet::protocol::DesiredState;
using policy::ComplianceAction;

/// Both kinds of step, with the instant at which they are due as things stand.
struct Wanted {
    std::string rule;
    ComplianceAction action = ComplianceAction::Warn;
    bool offline = false;
    base::Timestamp at;
    std::string message;
};

std::vector<Wanted> wantedOf(const DesiredState& desired, base::Timestamp heardAt) {
    std::vector<Wanted> wanted;
    for (const auto& step : desired.steps) wanted.push_back({step.rule, step.action, false, step.at, step.message});
    for (const auto& step : desired.offlineSteps)
        wanted.push_back({step.rule, step.action, true, heardAt + std::chrono::seconds(step.afterSeconds), step.message});
    std::stable_sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.action < b.action; });
    return wanted;
}

bool is(const TakenStep& taken, const Wanted& wanted) {
    return taken.rule == wanted.rule && taken.action == wanted.action && taken.offline == wanted.offline;
}

const TakenStep* takenOf(const PhoneRecord& record, const Wanted& wanted) {
    const auto found =
        std::find_if(record.steps.begin(), record.steps.end(), [&](const TakenStep& step) { return is(step, wanted); });
    return found == record.steps.end() ? nullptr : &*found;
}

std::optional<base::RestorePointId> originOf(const DesiredState& desired) {
    return desired.origin ? std::optional(desired.origin->restorePoint) : std::nullopt;
}

bool mayWipeNow(const Wanted& wipe, const std::vector<Wanted>& all, const PhoneRecord& record, const ComplianceTimes& times) {
    if (!times.mayWipe) return false;
    return std::any_of(all.begin(), all.end(), [&](const Wanted& block) {
        if (block.rule != wipe.rule || block.action != ComplianceAction::Block || block.offline != wipe.offline) return false;
        const auto* taken = takenOf(record, block);
        return taken != nullptr && times.now - taken->at >= wipe.at - block.at;
    });
}

}  // namespace

std::optional<TakenStep> dueStep(const DesiredState& desired, const PhoneRecord& record, const ComplianceTimes& times) {
    if (record.persona != kWorkPersona || !desired.present) return std::nullopt;
    const auto all = wantedOf(desired, times.heardAt);
    for (const auto& wanted : all) {
        if (wanted.at > times.now || takenOf(record, wanted) != nullptr) continue;
        if (wanted.action == ComplianceAction::Wipe && !mayWipeNow(wanted, all, record, times)) continue;
        TakenStep step{wanted.rule, wanted.action, times.now, wanted.offline};
        if (wanted.action == ComplianceAction::Wipe) step.origin = originOf(desired);
        return step;
    }
    return std::nullopt;
}

bool lapsed(const TakenStep& step, const DesiredState& desired, const PhoneRecord& record, const ComplianceTimes& times) {
    const auto all = wantedOf(desired, times.heardAt);
    const auto wanted = std::find_if(all.begin(), all.end(), [&](const Wanted& one) { return is(step, one); });
    if (step.action == ComplianceAction::Wipe)
        return record.data == DataState::Erased && (wanted == all.end() || originOf(desired) != step.origin);
    return wanted == all.end() || wanted->at > times.now;
}

std::string stepText(const TakenStep& step, const DesiredState& desired) {
    std::string text = step.action == ComplianceAction::Warn    ? "warned"
                       : step.action == ComplianceAction::Block ? "blocked"
                                                                : "wiped";
    text += " by the compliance rule '" + step.rule + "'";
    std::string message;
    for (const auto& wanted : wantedOf(desired, {})) {
        if (wanted.rule != step.rule || wanted.offline != step.offline || wanted.message.empty()) continue;
        if (message.empty() || is(step, wanted)) message = wanted.message;
    }
    return message.empty() ? text : text + ": " + message;
}

std::string noticeOf(const PhoneRecord& record, const DesiredState& desired) {
    for (const auto action : {ComplianceAction::Wipe, ComplianceAction::Block, ComplianceAction::Warn})
        if (const auto* step = record.stepOf(action)) return stepText(*step, desired);
    return {};
}

std::vector<fleet::protocol::StepReceipt> stepReceipts(const PhoneRecord& record) {
    std::vector<fleet::protocol::StepReceipt> receipts;
    for (const auto& step : record.steps)
        receipts.push_back({step.rule, std::string(policy::complianceActionName(step.action)), step.at});
    return receipts;
}

}  // namespace agent
