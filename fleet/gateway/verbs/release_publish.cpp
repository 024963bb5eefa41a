// release_publish: takes a signed manifest whose chunks are all in the store. Publishing the same content again changes
// nothing, and answers with the release that is there: whoever sends an image again to replace damaged chunks succeeds.
#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/store_work.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/release.h"

namespace fleet::verbs {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<images::ReleaseManifest> openTrusted(FleetContext& fleet, const images::SignedManifest& manifest) {
    TWINSET_ASSIGN(const auto trusted,
                   fleet.catalog.read([](Transaction& transaction) -> base::Result<std::vector<base::Bytes>> {
                       std::vector<base::Bytes> keys;
                       for (const auto& row : catalog::ReleaseKeyTable(transaction).list())
                           keys.push_back(row.publicKey);
                       return keys;
                   }));
    if (trusted.empty())
        return {ErrorCode::Denied,
                "this fleet trusts no release key yet: trust the one that signs your releases first ('twinset release "
                "key trust')"};
    auto release = images::openManifest(manifest, trusted);
    if (!release && release.error().code == ErrorCode::Denied)
        return {ErrorCode::Denied,
                release.error().message +
                    ", or was changed after it was signed: publish it again with a key that the fleet trusts, or have "
                    "an administrator trust this one first ('twinset release key trust')"};
    return release;
}

base::Result<void> checkChunks(FleetContext& fleet, const images::ReleaseManifest& release,
                               const images::SignedManifest& manifest) {
    TWINSET_ASSIGN(const auto ids, listRelease(manifest.bytes));
    TWINSET_ASSIGN(const auto missing, missingOf(fleet.store, ids));
    if (!missing.empty())
        return {ErrorCode::Unavailable, std::to_string(missing.size()) + " of " + std::to_string(ids.size()) +
                                            " chunks of release " + release.version.text() +
                                            " are not in the store: upload them, then publish again"};
    return {};
}

/// The same image signed another time: only the moment of its making differs.
bool sameContent(const catalog::ReleaseRow& published, images::ReleaseManifest offered) {
    const auto manifest = images::readManifest(published.manifest);
    if (!manifest) return false;
    offered.createdAt = manifest->createdAt;
    return images::writeManifest(offered) == images::writeManifest(*manifest);
}

}  // namespace

TWINSET_VERB(releasePublish) {
    base::ObjectReader reader(arguments, "release_publish");
    const images::SignedManifest manifest{reader.base64("manifest"), reader.base64("signature")};
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto release, openTrusted(fleet, manifest));
    const std::shared_lock promise(fleet.storeWork.promises());
    TWINSET_TRY(checkChunks(fleet, release, manifest));
    base::ByteCount size;
    for (const auto& part : release.parts) size.value += part.size.value;
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        catalog::ReleaseTable releases(transaction);
        if (const auto other = releases.find(release.image, release.version.text())) {
            if (sameContent(*other, release)) return releaseJson(*other);
            return {ErrorCode::Conflict, "release " + other->version + " of image '" + other->image +
                                             "' is published with other content: give this one a new version"};
        }
        const catalog::ReleaseRow row{release.image,     release.version.text(), manifest.digest(),
                                      manifest.bytes,    manifest.signature,     size,
                                      transaction.now(), caller.actor,           std::nullopt};
        releases.insert(row);
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "release_publish", row.manifestDigest.hex(),
                    {{"image", row.image}, {"version", row.version}});
        return releaseJson(row);
    });
}

}  // namespace fleet::verbs
