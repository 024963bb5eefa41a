// Fills the disk of a phone that runs on data which is still with the fleet, once its guest has shown that it is up. The
// step comes back until the disk is whole; then the phone needs its restore point no more.
#include "agent/steps/steps.h"
#include "base/log.h"

namespace agent {
namespace {

class HydrateData final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "hydrate_data"; }
    [[nodiscard]] std::string_view phase() const override { return ""; }
    [[nodiscard]] std::string_view doing() const override { return "bringing the data onto the handset"; }
    [[nodiscard]] bool onWorker() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        return facts.alive() && facts.record.remoteRoot && facts.remoteServed && facts.run == hypervisor::RunState::Running &&
               (facts.proved || facts.bootDeadlinePassed);
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        auto& remote = work.holder->machine()->remoteData();
        TWINSET_ASSIGN(const auto seen, remote.progress());
        if (seen.complete) {
            TWINSET_TRY(remote.detach());
            work.source->set(nullptr);
            return StepOutcome{[](PhoneRecord& record) {
                record.remoteRoot.reset();
                record.bootListDue = false;
            }};
        }
        work.source->copied = seen.copied;
        if (seen.filling || seen.copied) work.source->filled = seen.fraction;
        // While nothing comes, the hypervisor cannot begin: it first waits for the reads that are under way.
        if (!seen.filling && !seen.copied && work.source->problem().empty()) {
            if (!seen.problem.empty()) base::logWarning(work.record.phone.text() + ": filling the data disk stopped: " + seen.problem);
            if (const auto source = work.source->get()) source->endBoot();  // what is read from now on is not the guest's
            TWINSET_TRY(remote.hydrate());
        }
        return StepOutcome{{}, work.services.timing.hydrationCheck};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createHydrateData() { return std::make_unique<HydrateData>(); }

}  // namespace agent
