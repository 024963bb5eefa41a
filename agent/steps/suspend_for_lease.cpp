// The lease of a work phone: not heard from the fleet for longer, the phone stands still. Nothing is destroyed, and it
// goes on where it stood when the fleet is heard again (resume_machine).
#include "agent/steps/steps.h"

namespace agent {
namespace {

class SuspendForLease final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "suspend_for_lease"; }
    [[nodiscard]] std::string_view phase() const override { return "stopped"; }
    [[nodiscard]] std::string_view doing() const override { return "suspending: the lease has ended"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.leaseEnded && facts.run == hypervisor::RunState::Running;
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

std::unique_ptr<const PhoneStep> createSuspendForLease() { return std::make_unique<SuspendForLease>(); }

}  // namespace agent
