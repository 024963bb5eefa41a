// After an erasure: the driver forgets the machine. The journal stays, so that the phone never comes back by accident.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class ForgetMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "forget_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "stopped"; }
    [[nodiscard]] std::string_view doing() const override { return "removing the machine"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.erasing() && facts.record.data == DataState::Erased && facts.defined;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        work.holder->close();
        TWINSET_TRY(work.services.driver.undefine(work.record.phone));
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createForgetMachine() { return std::make_unique<ForgetMachine>(); }

}  // namespace agent
