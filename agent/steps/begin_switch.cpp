// The desired release is staged in the other slot, and the policy permits the change now: from here on the machine is to boot from that
// one. The journal says so before anything is stopped. A phone that is off takes the new release before it is started.
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
        if (!facts.alive() || !facts.staged() || !facts.switching.permitted) return false;
        if (!permitRelease(facts.desired.settings, facts.desired.release.version)) return false;
        return facts.desired.running && facts.mayStart && !facts.standsStill() && facts.record.data == DataState::Ready;
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
