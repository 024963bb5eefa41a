// Brings the desired release onto the handset, beside the one that runs.
#include "agent/release_staging.h"
#include "agent/steps/steps.h"

namespace agent {
namespace {

class StageRelease final : public PhoneStep {
public:
    [[nodiscard]] std::string_view name() const override { return "stage_release"; }
    [[nodiscard]] std::string_view phase() const override { return "staging"; }
    [[nodiscard]] std::string_view doing() const override { return "fetching the release"; }
    [[nodiscard]] bool onWorker() const override { return true; }
    [[nodiscard]] bool needsMachine() const override { return false; }

    [[nodiscard]] bool applies(const PhoneFacts& facts) const override {
        if (!facts.alive() || facts.record.change || facts.rejected()) return false;
        if (!permitRelease(facts.desired.settings, facts.desired.release.version)) return false;
        for (const auto& [slot, content] : facts.record.releases)
            if (content.manifest == facts.desired.release.manifest) return false;
        return true;
    }

    base::Result<StepOutcome> act(StepWork& work) const override {
        auto& services = work.services;
        const auto& wanted = work.desired.release;
        TWINSET_ASSIGN(const auto manifest, stageWanted(work, wanted));
        const auto target = work.record.active ? otherSlot(*work.record.active) : Slot::A;
        TWINSET_TRY(services.files.remove(services.layout.overlay(work.record.phone, target)));
        const SlotContent content{wanted.manifest, manifest.image, manifest.version.text(), manifest.commandLine};
        return StepOutcome{[target, content](PhoneRecord& record) {
            record.releases[target] = content;
            if (!record.active) record.active = target;
        }};
    }
};

}  // namespace

std::unique_ptr<const PhoneStep> createStageRelease() { return std::make_unique<StageRelease>(); }

}  // namespace agent
