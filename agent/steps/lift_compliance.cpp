// Takes compliance steps back that no longer stand: a newer document is without them, or the fleet was heard again. A phone
// that was wiped is built anew then, as the document says.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class LiftCompliance final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "lift_compliance"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "taking a compliance step back"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override { return !facts.lapsedSteps.empty() && !facts.held; }

    bool prepare(PhoneRecord& record, const PhoneFacts& facts) const override {
        const auto wiped = [&] { return record.stepOf(policy::ComplianceAction::Wipe) != nullptr; };
        const bool before = wiped();
        for (const auto& step : facts.lapsedSteps) std::erase(record.steps, step);
        const bool returns = before && !wiped() && !record.wipeOrder && facts.desired.present;
        if (returns && record.data == DataState::Erased) record.data = DataState::None;
        return true;
    }

    base::Result<StepOutcome> act(StepWork&) const override { return StepOutcome{}; }
};

}  // namespace

std::unique_ptr<const PhoneStep> createLiftCompliance() { return std::make_unique<LiftCompliance>(); }

}  // namespace agent
