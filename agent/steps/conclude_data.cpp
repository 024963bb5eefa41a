// Makes what hydrate_data copied durable, and lets the disk count as whole; on a slow disk that takes its time.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class ConcludeData final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "conclude_data"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "writing the last of the data onto the handset's disk"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.remoteCopied && facts.run == hypervisor::RunState::Running;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        work.source->copied = false;  // hydrate_data looks again, whatever comes of it
        TWINSET_TRY(work.machine->remoteData().conclude());
        return StepOutcome{};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createConcludeData() { return std::make_unique<ConcludeData>(); }

}  // namespace agent
