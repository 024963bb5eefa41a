// Starts a stopped machine, with the policy in force before the guest's first instruction.
#include "agent/machine_start.h"
#include "agent/steps/steps.h"

#include <utility>

namespace agent {
namespace {

class StartMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "start_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "starting"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && !facts.worn() && facts.desired.running && facts.mayStart && !facts.standsStill() &&
               facts.defined && facts.definitionFits && facts.stopped() && facts.mayBoot() && facts.record.data == DataState::Ready &&
               (!facts.record.remoteRoot || facts.remoteServed);
    }

    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        const bool stoodStill = std::exchange(record.suspended, false);  // and its machine ended meanwhile
        if (facts.changing()) ++record.change->starts;
        return stoodStill || facts.changing();
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_TRY(startMachine(work));
        return StepOutcome{{}, std::chrono::seconds(2)};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createStartMachine() { return std::make_unique<StartMachine>(); }

}  // namespace agent
