// Brings the desired release onto the handset, beside the one that runs: the manifest that the signed desired state
// names, checked against the fleet's release keys, then the chunks that no release here has already.
#include "agent/patience.h"
#include "agent/steps/steps.h"
#include "base/log.h"
#include "images/release.h"

namespace agent {
namespace {

using fleet::protocol::DesiredRelease;

base::Result<images::ReleaseManifest> fetchManifest(fleet::BulkClient& bulk, const Identity& identity,
                                                    const DesiredRelease& wanted) {
    TWINSET_ASSIGN(const auto fetched, bulk.fetchRelease(wanted.manifest));
    if (fetched.manifest.digest() != wanted.manifest)
        return {base::ErrorCode::Corrupt, "the gateway served another manifest than the desired state names"};
    const auto& keys = fetched.releaseKeys.empty() ? identity.releaseKeys : fetched.releaseKeys;
    TWINSET_ASSIGN(auto manifest, images::openManifest(fetched.manifest, keys));
    if (manifest.image != wanted.image || manifest.version.text() != wanted.version)
        return {base::ErrorCode::InvalidInput, "the manifest is of " + manifest.image + " " + manifest.version.text() +
                                                   ", and the desired state wants " + wanted.image + " " +
                                                   wanted.version};
    for (const auto* part : {"kernel", "initrd", "system.img"})
        if (manifest.part(part) == nullptr)
            return {base::ErrorCode::InvalidInput,
                    "the release has no part '" + std::string(part) + "'; publish it again"};
    return manifest;
}

base::Result<std::vector<std::filesystem::path>> stagedBefore(Services& services, const base::Digest& wanted) {
    std::vector<std::filesystem::path> directories;
    TWINSET_ASSIGN(const auto names, services.files.list(services.layout.releases()));
    for (const auto& name : names)
        if (const auto digest = base::Digest::fromHex(name); digest && *digest != wanted)
            directories.push_back(services.layout.release(*digest));
    return directories;
}

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
        const std::lock_guard oneAtATime(services.staging);
        TWINSET_ASSIGN(const auto bulk, services.bulk());
        TWINSET_ASSIGN(const auto manifest,
                       patiently(work, [&] { return fetchManifest(*bulk, services.identity, wanted); }));
        TWINSET_ASSIGN(const auto staged, stagedBefore(services, wanted.manifest));
        const auto source = patientSource(work, bulk->releaseChunks(wanted.manifest));
        TWINSET_ASSIGN(const auto outcome,
                       images::stageRelease(services.files, manifest, services.layout.release(wanted.manifest), staged,
                                            *source, work.progress()));
        base::logInfo("staged " + wanted.image + " " + wanted.version + ": fetched " + base::humanSize(outcome.fetched) +
                      ", took " + base::humanSize(outcome.reused) + " from releases that were here");
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
