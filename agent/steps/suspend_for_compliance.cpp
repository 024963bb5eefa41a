// A work phone that a compliance rule has blocked stands still, as when its lease ends. Nothing is destroyed; it goes on where
// it stood when the block is taken back (lift_compliance, resume_machine).
#include "agent/steps/steps.h"

namespace agent {
namespace {

class SuspendForCompliance final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "suspend_for_compliance"; }
    [[nodiscard]] std::string_view phase() const override { return "stopped"; }
    [[nodiscard]] std::string_view doing() const override { return "suspending: a compliance rule blocks the phone"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.blocked() && facts.run == hypervisor::RunState::Running;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        record.suspended = true;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_TRY(work.holder->machine()->pause());
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createSuspendForCompliance() { return std::make_unique<SuspendForCompliance>(); }

}  // namespace agent
