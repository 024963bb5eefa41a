// store_copy: makes or continues a second store (second_store.h) in a directory of the gateway's machine, such as a disk
// that is carried away or a mounted share. The catalog is copied first and put into its place last, so that the copy
// always names only chunks that it has. A copy that was cancelled, or died, goes on where it was.
//
// The keys are sealed and put into the copy by the verb itself: so their passphrase never becomes part of the operation.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/sealed_catalog.h"
#include "fleet/gateway/sealed_keys.h"
#include "fleet/gateway/second_store.h"
#include "fleet/gateway/store_damage.h"
#include "fleet/gateway/store_jobs.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"
#include "images/chunk_copy.h"

namespace fleet {
namespace {

using base::ErrorCode;

class Copying {
public:
    Copying(FleetContext& fleet, std::filesystem::path directory, const WorkProgress& progress)
        : m_fleet(fleet), m_directory(std::move(directory)), m_paths(m_directory), m_progress(progress) {}

    base::Result<base::Json> run(const base::Json& arguments) {
        TWINSET_ASSIGN(auto description, claimCopy(m_fleet.files, m_directory, m_fleet.fleetId));
        description.copiedAt = m_fleet.clock.now();
        description.revision = m_fleet.catalog.revision();
        TWINSET_ASSIGN(const auto catalog, snapshot());
        TWINSET_ASSIGN(const auto second, images::openChunkStore(m_fleet.files, m_paths.chunks));
        TWINSET_ASSIGN(const auto copied, copyChunks(*second));
        TWINSET_TRY(sealCatalog(m_fleet.files, catalog->path, m_paths.catalog, m_fleet.keys.store.encryptionKey));
        TWINSET_TRY(writeCopyDescription(m_fleet.files, m_directory, description));
        images::SweepOutcome swept;
        bool spared = false;
        if (arguments.value("prune", false)) {
            TWINSET_ASSIGN(const auto survey, surveyDamage(m_fleet, m_progress, 1));
            spared = !survey.lost.empty() || !copied.problems.empty();
            if (!spared) {
                TWINSET_ASSIGN(swept, prune(*second));
            }
        }
        return base::Json{{"to", m_directory.string()},
                          {"chunksCopied", copied.chunksCopied},
                          {"bytesCopied", copied.bytesCopied.value},
                          {"chunksThere", copied.chunksThere},
                          {"chunksRemoved", swept.chunksRemoved},
                          {"bytesFreed", swept.bytesFreed.value},
                          {"pruneSpared", spared},
                          {"withKeys", m_fleet.files.exists(m_paths.keys)},
                          {"damagedCount", copied.problems.size()},
                          {"damaged", describeProblems(copied.problems)}};
    }

private:
    struct Snapshot {
        base::FileSystem& files;
        std::filesystem::path path;
        ~Snapshot() { (void)files.remove(path); }
    };

    base::Result<std::unique_ptr<Snapshot>> snapshot() {
        if (!m_progress(0, "copying the catalog")) return {ErrorCode::Cancelled, "the copy was cancelled"};
        std::unique_ptr<Snapshot> copy(new Snapshot{m_fleet.files, m_fleet.dataDirectory / "catalog.copying"});
        TWINSET_TRY(m_fleet.files.remove(copy->path));
        TWINSET_TRY(m_fleet.catalog.copyTo(copy->path));
        return copy;
    }

    base::Result<images::CopyOutcome> copyChunks(images::ChunkStore& second) {
        images::CopyRequest request;
        request.authenticate = images::authenticateWith(
            {images::ChunkCodec(m_fleet.keys.store), images::ChunkCodec(images::ChunkKeys{})});
        request.progress = [&](std::uint64_t done, std::uint64_t total) {
            const auto part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
            return m_progress(part, "copying chunks");
        };
        return images::copyAllChunks(m_fleet.store, second, request);
    }

    /// Gives up what the first store has no more. Not while that one is damaged: what it lost is to be had from the copy.
    base::Result<images::SweepOutcome> prune(images::ChunkStore& second) {
        TWINSET_ASSIGN(const auto collection, second.beginCollection());
        const auto listing = m_fleet.store.listChunks();
        while (true) {
            TWINSET_ASSIGN(const auto ids, listing->next());
            if (ids.empty()) break;
            TWINSET_TRY(collection->mark(ids));
        }
        images::SweepRequest request;
        request.progress = [&](auto, auto) { return m_progress(1, "removing what is not needed from the copy"); };
        return collection->sweep(request);
    }

    FleetContext& m_fleet;
    const std::filesystem::path m_directory;
    const SecondStorePaths m_paths;
    const WorkProgress& m_progress;
};

struct CopyOrder {
    base::Json job;
    bool keys = false;
};

base::Result<CopyOrder> prepareCopy(FleetContext& fleet, const base::Json& arguments) {
    base::ObjectReader reader(arguments, "store_copy");
    const auto to = reader.text("to");
    const bool prune = reader.booleanOr("prune", false);
    const base::Secret passphrase(reader.textOr("keysPassphrase", ""));
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto directory, secondStorePath(fleet.files, to, fleet.dataDirectory));
    TWINSET_TRY(claimCopy(fleet.files, directory, fleet.fleetId));
    if (!passphrase.empty()) {
        TWINSET_ASSIGN(const auto keys, readKeyFiles(fleet.files, fleet.dataDirectory));
        TWINSET_ASSIGN(const auto sealedKeys, sealKeys(keys, passphrase));
        TWINSET_TRY(fleet.files.writeFileAtomically(SecondStorePaths(directory).keys, sealedKeys, 0600));
    }
    return CopyOrder{{{"to", to}, {"prune", prune}}, !passphrase.empty()};
}

}  // namespace

base::Result<base::Json> jobs::storeCopy(FleetContext& fleet, const base::Json& arguments,
                                         const WorkProgress& progress) {
    TWINSET_ASSIGN(auto directory, secondStorePath(fleet.files, arguments.value("to", ""), fleet.dataDirectory));
    return Copying(fleet, std::move(directory), progress).run(arguments);
}

TWINSET_VERB(verbs::storeCopy) {
    TWINSET_ASSIGN(const auto order, prepareCopy(fleet, arguments));
    return fleet.catalog.write([&](catalog::Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto operation, fleet.storeWork.order(transaction, "store_copy", order.job, caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "store_copy", "store",
                    {{"operation", operation.id.text()},
                     {"to", order.job["to"]},
                     {"prune", order.job["prune"]},
                     {"keys", order.keys}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet
