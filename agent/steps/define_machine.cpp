// Tells the driver what the machine is: the first time, after a change of release, and when its resources changed (they
// take effect at the next start; a running machine is never stopped for them).
#include "agent/machine_plan.h"
#include "agent/steps/steps.h"

namespace agent {
namespace {

class DefineMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "define_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "defining the machine"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.record.content(facts.record.bootSlot()) != nullptr && facts.stopped() &&
               !facts.definitionFits;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        work.holder->close();
        const auto defined = work.services.driver.define(planMachine(work.services.layout, work.record, work.desired));
        TWINSET_TRY(work.holder->open());
        TWINSET_TRY(defined);
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createDefineMachine() { return std::make_unique<DefineMachine>(); }

}  // namespace agent
