// Erases a virtual phone's data for good: for a wipe order, or because the fleet wants the phone gone. The sealed key
// goes first, so that an agent that dies half-way leaves a disk that nobody can open. Only work phones get here:
// desired_intake and wipe_order refuse the others before anything is journaled.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class ErasePhone final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "erase_phone"; }
    [[nodiscard]] std::string_view phase() const override { return "stopped"; }
    [[nodiscard]] std::string_view doing() const override { return "erasing the data"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.erasing() && facts.record.data != DataState::Erased && facts.record.persona == "work";
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        const auto& layout = work.services.layout;
        auto& files = work.services.files;
        const auto& phone = work.record.phone;
        TWINSET_TRY(work.services.keys.destroy(phone));
        if (work.machine) {
            TWINSET_TRY(work.machine->dataDisk().cryptoErase());
            TWINSET_TRY(work.machine->kill());
            TWINSET_TRY(work.machine->remoteData().detach());
        }
        work.source->set(nullptr);
        TWINSET_TRY(files.remove(layout.dataDisk(phone)));
        TWINSET_TRY(files.remove(layout.chunkCache(phone)));
        for (const auto slot : {Slot::A, Slot::B}) TWINSET_TRY(files.remove(layout.overlay(phone, slot)));
        return StepOutcome{[now = work.services.clock.now()](PhoneRecord& record) {
            record.data = DataState::Erased;
            record.erasedAt = now;
            record.active.reset();
            record.releases.clear();
            record.change.reset();
            record.checkpoint.reset();
            record.remoteRoot.reset();
            record.bootListDue = false;
            record.proof.reset();
            record.suspended = false;
        }};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createErasePhone() { return std::make_unique<ErasePhone>(); }

}  // namespace agent
