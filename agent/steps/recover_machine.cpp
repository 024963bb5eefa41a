// A guest that panicked is ended, so that start_machine can start it again.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class RecoverMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "recover_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "ending a guest that failed"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && !facts.changing() && facts.run == hypervisor::RunState::Failed && !facts.diskFailed();
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_TRY(work.machine->kill());
        return StepOutcome{{}, std::chrono::seconds(5)};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createRecoverMachine() { return std::make_unique<RecoverMachine>(); }

}  // namespace agent
