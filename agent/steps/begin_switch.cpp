// The desired release is staged in the other slot: from here on the machine is to boot from that one. The journal says
// so before anything is stopped.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class BeginSwitch final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "begin_switch"; }
    [[nodiscard]] std::string_view phase() const override { return "updating"; }
    [[nodiscard]] std::string_view doing() const override { return "changing the release"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        const auto& record = facts.record;
        if (!facts.alive() || record.change || !record.active || facts.rejected()) return false;
        if (!facts.desired.running || !facts.mayStart || facts.leaseEnded || record.data != DataState::Ready)
            return false;
        const auto* other = record.content(otherSlot(*record.active));
        return other != nullptr && other->manifest == facts.desired.release.manifest;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        record.change = ReleaseSwitch{otherSlot(*record.active)};
        return true;
    }

    base::Result<StepOutcome> act(StepWork&) const override { return StepOutcome{}; }
};

}  // namespace

std::unique_ptr<const PhoneStep> createBeginSwitch() { return std::make_unique<BeginSwitch>(); }

}  // namespace agent
