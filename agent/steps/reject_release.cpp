// A release that was switched to and did not prove itself: the old slot is to boot again. The journal remembers which
// release it was, so that it is not tried again before another desired-state document asks for it.
#include "agent/steps/steps.h"

namespace agent {
namespace {

std::string reasonOf(const PhoneFacts& facts) {
    if (!facts.unfit.empty()) return facts.unfit;
    if (facts.run == hypervisor::RunState::Failed) return "the guest failed: " + facts.pauseReason;
    if (facts.bootDeadlinePassed) return "the guest did not pass its health check in time";
    return "the guest ended by itself, " + std::to_string(facts.record.change->starts) + " times";
}

class RejectRelease final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "reject_release"; }
    [[nodiscard]] std::string_view phase() const override { return "updating"; }
    [[nodiscard]] std::string_view doing() const override { return "returning to the release before"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        if (!facts.alive() || !facts.changing() || facts.definedSlot != facts.record.bootSlot() || facts.proved)
            return false;
        return facts.bootDeadlinePassed || !facts.unfit.empty() ||
               (facts.run == hypervisor::RunState::Failed && !facts.diskFailed()) || (facts.stopped() && facts.worn());
    }

    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        const auto* failed = record.content(record.change->to);
        const auto* before = record.content(record.active);
        record.rejection = Rejection{failed->manifest,
                                     record.version,
                                     {failed->version, reasonOf(facts), before == nullptr ? "" : before->version}};
        record.change->fallingBack = true;
        return true;
    }

    base::Result<StepOutcome> act(StepWork&) const override { return StepOutcome{}; }
};

}  // namespace

std::unique_ptr<const PhoneStep> createRejectRelease() { return std::make_unique<RejectRelease>(); }

}  // namespace agent
