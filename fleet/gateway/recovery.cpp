#include "fleet/gateway/recovery.h"

#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/sealed_catalog.h"
#include "fleet/gateway/sealed_keys.h"

namespace fleet {
namespace {

using base::ErrorCode;

base::Result<void> bringKeys(base::FileSystem& files, const RecoveryRequest& request) {
    const auto& data = request.dataDirectory;
    if (hasKeyFiles(files, data)) return {};
    const auto sealed = SecondStorePaths(request.copy).keys;
    if (!files.exists(sealed))
        return {ErrorCode::NotFound, "this copy has no keys: put the directories keys and ca of the lost gateway into " +
                                         data.string() + " first. Without them nothing in it can be read"};
    TWINSET_ASSIGN(const auto bytes, files.readFile(sealed));
    TWINSET_ASSIGN(const auto passphrase, request.passphrase());
    TWINSET_ASSIGN(const auto keys, openSealedKeys(bytes, passphrase));
    for (const auto& [name, secret] : keys) {
        TWINSET_TRY(files.createDirectories((data / name).parent_path()));
        TWINSET_TRY(files.writeFileAtomically(data / name, secret.reveal(), 0600));
    }
    return {};
}

base::Result<CopyDescription> finishedCopy(base::FileSystem& files, const RecoveryRequest& request) {
    TWINSET_ASSIGN(const auto copy, readCopyDescription(files, request.copy));
    if (!copy.copiedAt || !files.exists(SecondStorePaths(request.copy).catalog))
        return {ErrorCode::NotFound, request.copy.string() + " holds a copy that was never finished: it has no catalog"};
    return copy;
}

}  // namespace

base::Result<RecoveryOutcome> recoverFleet(base::FileSystem& files, const RecoveryRequest& request) {
    const auto& data = request.dataDirectory;
    const auto catalog = data / "catalog.sqlite";
    if (files.exists(catalog))
        return {ErrorCode::Conflict, data.string() + " holds a fleet already: name a new directory"};
    TWINSET_ASSIGN(const auto copy, finishedCopy(files, request));
    TWINSET_TRY(files.createDirectories(data));
    TWINSET_ASSIGN(const auto lock, files.lock(data / "lock"));
    TWINSET_TRY(bringKeys(files, request));
    TWINSET_ASSIGN(const auto keys, openFleetKeys(files, data / "keys", false));
    const auto waiting = data / "catalog.recovering";
    TWINSET_TRY(openSealedCatalog(files, SecondStorePaths(request.copy).catalog, waiting, keys.store.encryptionKey));
    TWINSET_ASSIGN(const auto from, openSecondStore(files, request.copy));
    TWINSET_ASSIGN(const auto to, images::openChunkStore(files, data / "store"));
    images::CopyRequest copying;
    copying.authenticate =
        images::authenticateWith({images::ChunkCodec(keys.store), images::ChunkCodec(images::ChunkKeys{})});
    copying.progress = request.progress;
    TWINSET_ASSIGN(auto chunks, images::copyAllChunks(*from, *to, copying));
    TWINSET_TRY(files.rename(waiting, catalog));
    return RecoveryOutcome{copy, std::move(chunks)};
}

}  // namespace fleet
