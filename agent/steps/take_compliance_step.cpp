// Takes a compliance step whose time has come. All it does is to write that down: what the step means follows from the
// journal (suspend_for_compliance, erase_phone, the report), so that an agent that is killed anywhere has either not begun
// it or completes it.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class TakeComplianceStep final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "take_compliance_step"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "taking a compliance step"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.dueStep.has_value() && !facts.held && !facts.record.wipeOrder;
    }

    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        record.steps.push_back(*facts.dueStep);
        return true;
    }

    base::Result<StepOutcome> act(StepWork&) const override { return StepOutcome{}; }
};

}  // namespace

std::unique_ptr<const PhoneStep> createTakeComplianceStep() { return std::make_unique<TakeComplianceStep>(); }

}  // namespace agent
