// Tells the fleet which chunks a restored phone's guest read until it was well, so that they are fetched before it asks the next
// time. Nobody depends on it: what cannot be sent is tried again while the data is still on its way, and then forgotten.
#include "agent/steps/steps.h"
#include "base/log.h"

namespace agent {
namespace {

using base::ErrorCode;

base::Result<void> send(const StepWork& work, const images::ChunkNumbers& chunks) {
    TWINSET_ASSIGN(const auto bulk, work.bulk());
    return bulk->storeBootList(work.record.phone, *work.record.remoteRoot, chunks);
}

class SendBootList final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "send_boot_list"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "telling the fleet what booting read"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.record.bootListDue && facts.record.remoteRoot && facts.remoteServed && facts.proved;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        const auto source = work.source->get();
        const auto chunks = source ? source->endBoot() : images::ChunkNumbers();
        const auto sent = chunks.empty() ? base::success() : send(work, chunks);
        // An error would be the phone's, and the phone is well.
        if (!sent && (sent.error().code == ErrorCode::Unavailable || sent.error().code == ErrorCode::Timeout))
            return StepOutcome{{}, work.services.timing.repeatInterval};
        if (!sent) base::logWarning(work.record.phone.text() + ": what booting read is not kept: " + sent.error().message);
        return StepOutcome{[](PhoneRecord& record) { record.bootListDue = false; }};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createSendBootList() { return std::make_unique<SendBootList>(); }

}  // namespace agent
