// Asks the guest after a start: is it up, is it healthy, is it the release that was started? Only its answer proves a
// start, confirms a change of release, and ends a fall back.
#include "agent/guest_health.h"
#include "agent/steps/steps.h"

namespace agent {
namespace {

void confirm(PhoneRecord& record, const Proof& proof) {
    record.proof = proof;
    if (!record.change) return;
    if (record.change->fallingBack) {
        record.releases.erase(record.change->to);
    } else {
        record.active = record.change->to;
        record.rejection.reset();
    }
    record.change.reset();
}

class ProveMachine final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "prove_machine"; }
    [[nodiscard]] std::string_view phase() const override { return "starting"; }
    [[nodiscard]] std::string_view doing() const override { return "waiting for the guest's health check"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.run == hypervisor::RunState::Running && !facts.proved &&
               facts.definedSlot == facts.record.bootSlot();
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        const auto& timing = work.services.timing;
        const StepOutcome notYet{{}, std::chrono::milliseconds(100)};
        auto& guest = work.machine->guest();
        if (const auto pinged = guest.ping(timing.pingTimeout); !pinged) {
            if (pinged.error().code == base::ErrorCode::Timeout) return notYet;
            return pinged.error();
        }
        TWINSET_ASSIGN(const auto seen, work.machine->observe());
        const auto answer = guest.exec({kHealthProgram}, {}, timing.guestTimeout);
        if (!answer) return answer.error();
        const auto health =
            judgeHealth(*answer, work.record.phone, work.record.content(work.record.bootSlot())->version);
        if (!health && health.error().code == base::ErrorCode::Unavailable) return notYet;
        if (!health) return health.error();
        const Proof proof{{work.services.clock.now(), health->release, health->text},
                          seen.startedAt.value_or(base::Timestamp())};
        return StepOutcome{[proof](PhoneRecord& record) { confirm(record, proof); }};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createProveMachine() { return std::make_unique<ProveMachine>(); }

}  // namespace agent
