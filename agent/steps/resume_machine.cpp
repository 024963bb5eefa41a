// Lets a machine that stands still go on: after a lease, after an agent that died between two moments of a start, after
// a full disk has space again.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class ResumeMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "resume_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "resuming"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        const bool still = facts.run == hypervisor::RunState::Paused || facts.diskFailed();
        return facts.alive() && facts.desired.running && !facts.standsStill() && still &&
               facts.definedSlot == facts.record.bootSlot();
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        const bool changed = record.suspended;
        record.suspended = false;
        return changed;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_TRY(work.holder->machine()->resume());
        return StepOutcome{{}, std::chrono::seconds(5)};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createResumeMachine() { return std::make_unique<ResumeMachine>(); }

}  // namespace agent
