// Starts a stopped machine, with the policy in force before the guest's first instruction.
#include "agent/control_mapping.h"
#include "agent/steps/steps.h"

namespace agent {
namespace {

class StartMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "start_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "starting"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && !facts.worn() && facts.desired.running && facts.mayStart && !facts.leaseEnded &&
               facts.defined && facts.definitionFits && facts.stopped() && facts.record.data == DataState::Ready;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        if (!facts.switching()) return false;
        ++record.change->starts;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_ASSIGN(const auto key, work.services.keys.open(work.record.phone));
        hypervisor::StartOptions options;
        TWINSET_ASSIGN(options.controls, controlsFor(work.desired.settings, work.record.channel != ChannelEnd::None));
        TWINSET_TRY(work.machine->start(options, key));
        return StepOutcome{{}, std::chrono::seconds(2)};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createStartMachine() { return std::make_unique<StartMachine>(); }

}  // namespace agent
