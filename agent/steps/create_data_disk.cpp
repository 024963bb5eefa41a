// An empty data disk for a phone that has none and comes from nowhere.
#include "agent/steps/steps.h"

namespace agent {
namespace {

class CreateDataDisk final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "create_data_disk"; }
    [[nodiscard]] std::string_view phase() const override { return "creating"; }
    [[nodiscard]] std::string_view doing() const override { return "creating the data disk"; }
    [[nodiscard]] bool onWorker() const override { return true; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.defined && facts.stopped() && !facts.desired.origin && !facts.record.ownerRestore &&
               (facts.record.data == DataState::None || facts.record.data == DataState::Preparing);
    }

    bool prepare(PhoneRecord& record, const PhoneFacts&) const override {
        record.data = DataState::Preparing;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        TWINSET_ASSIGN(const auto key, work.services.keys.openOrCreate(work.record.phone));
        TWINSET_TRY(work.machine->dataDisk().create(work.desired.dataSize, key));
        return StepOutcome{[](PhoneRecord& record) { record.data = DataState::Ready; }};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createCreateDataDisk() { return std::make_unique<CreateDataDisk>(); }

}  // namespace agent
