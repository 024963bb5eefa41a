#include "agent/release_staging.h"

#include "agent/patience.h"
#include "base/log.h"

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

}  // namespace

base::Result<images::ReleaseManifest> stageWanted(const StepWork& work, const DesiredRelease& wanted) {
    auto& services = work.services;
    const std::lock_guard oneAtATime(services.staging);
    TWINSET_ASSIGN(const auto bulk, work.bulk());
    TWINSET_ASSIGN(auto manifest, patiently(work, [&] { return fetchManifest(*bulk, services.identity, wanted); }));
    TWINSET_ASSIGN(const auto staged, stagedBefore(services, wanted.manifest));
    const auto source = patientSource(work, bulk->releaseChunks(wanted.manifest));
    TWINSET_ASSIGN(const auto outcome,
                   images::stageRelease(services.files, manifest, services.layout.release(wanted.manifest), staged,
                                        *source, work.progress()));
    base::logInfo("staged " + wanted.image + " " + wanted.version + ": fetched " + base::humanSize(outcome.fetched) +
                  ", took " + base::humanSize(outcome.reused) + " from releases that were here");
    return manifest;
}

}  // namespace agent
