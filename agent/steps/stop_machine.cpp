// Stops a machine: because it is meant to be off, because the other slot is to boot, or because its owner restores her data. A release that failed is
// killed; everything else is asked to power off.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class StopMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "stop_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "updating"; }
    [[nodiscard]] std::string_view doing() const override { return "shutting down"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        if (!facts.alive() || !facts.defined || facts.stopped()) return false;
        if (facts.record.ownerRestore) return true;
        return !facts.desired.running || (facts.record.change && facts.definedSlot != facts.record.bootSlot());
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        const bool failedRelease = work.record.change && work.record.change->fallingBack;
        TWINSET_TRY(failedRelease ? work.machine->kill() : work.machine->shutdown(work.services.timing.shutdownGrace));
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createStopMachine() { return std::make_unique<StopMachine>(); }

}  // namespace agent
