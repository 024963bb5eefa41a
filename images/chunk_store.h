// ChunkStore: chunks on disk. Callers know nothing of the format, which lives in pack_codec and pack_table; a lost
// table of contents or a torn write at the end of a pack is mended when the store opens. Safe from any thread; one
// process at a time (locked; the kernel releases the lock, however the process ends).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "base/file_system.h"
#include "images/chunk.h"

namespace images {

struct ChunkStoreStatistics {
    std::uint64_t chunks = 0;
    base::ByteCount storedBytes;  // of these chunks' records in the packs
    std::uint64_t packs = 0;
    base::ByteCount deadBytes;  // in packs, of no use to anybody; a collection gives back most of them
    base::ByteCount indexMemory;
    std::uint64_t damagedChunks = 0;  // known so far; they count as missing
};

struct ChunkProblem {
    ChunkId id;
    std::string what;
};

struct VerifyRequest {
    /// Asked for every chunk whose stored checksum fits: does the blob carry what its id names? Called from two threads
    /// at a time. Empty: checksums only, which find rot and need no key; authenticateWith() makes one that finds
    /// forgery, too.
    std::function<base::Result<void>(const ChunkId& id, base::BytesView blob)> authenticate;
    Progress progress;  // bytes of packs
};

/// Accepts a blob that one of the codecs decodes.
std::function<base::Result<void>(const ChunkId&, base::BytesView)> authenticateWith(std::vector<ChunkCodec> codecs);

struct SweepRequest {
    bool dryRun = false;  // says what would go, and leaves all as it is
    Progress progress;    // bytes of packs looked at; a cancelled sweep has lost nothing, the next collection goes on
};

struct SweepOutcome {
    std::uint64_t chunksRemoved = 0;
    base::ByteCount bytesRemoved;  // of the records of these chunks
    std::uint64_t packsRemoved = 0;
    std::uint64_t packsRewritten = 0;  // of the removed ones: those whose last chunks were moved
    base::ByteCount bytesRewritten;
    base::ByteCount bytesFreed;  // on disk, in the end
};

/// One collection of chunks that nobody names any more. From its beginning on every chunk that ChunkStore::missing()
/// answers as present, that store() is given, or that mark() names is kept. So: begin, mark everything that restore
/// points and releases name (nodes and roots, too), sweep. Chunks that were neither marked, asked for nor stored since
/// the beginning are gone after the sweep: whoever relies on a chunk without having it marked must have asked missing()
/// since. So whoever promises somebody a set of chunks asks missing() and makes it a root within one stretch in which
/// no collection begins (a lock, shared by those who promise). Ends when destroyed; without a sweep nothing has
/// happened.
class ChunkCollection {
public:
    virtual ~ChunkCollection() = default;
    /// Any number of ids. Answers those that the store lacks.
    virtual base::Result<std::vector<ChunkId>> mark(const std::vector<ChunkId>& ids) = 0;
    /// Blocks for as long as packs are rewritten; all other calls of the store go on meanwhile. Once.
    virtual base::Result<SweepOutcome> sweep(const SweepRequest& request) = 0;
};

/// All chunks of a store, in the order in which they lie there, so that reading them is reading from one end to the
/// other. Chunks that are stored or moved meanwhile may come or not, or twice; what is there all the time comes.
class ChunkListing {
public:
    virtual ~ChunkListing() = default;
    /// Some thousands of ids, those of one pack; nothing more at the end.
    virtual base::Result<std::vector<ChunkId>> next() = 0;
};

struct RepairRequest {
    ChunkSource* other = nullptr;  // a second store, from which damaged chunks are taken; may be null
    /// As for a verification; what `other` delivers is asked, too.
    std::function<base::Result<void>(const ChunkId& id, base::BytesView blob)> authenticate;
    Progress progress;  // bytes of packs
};

struct RepairOutcome {
    std::uint64_t chunksHealed = 0;  // from the other store
    std::uint64_t packsRewritten = 0;
    std::uint64_t tablesWritten = 0;
    std::uint64_t headersWritten = 0;
    std::vector<ChunkProblem> remaining;  // what the next backups must bring, or another store
};

/// A chunk that fetch() or verify() found damaged counts as missing: storing it again mends it.
class ChunkStore : public ChunkAccess {
public:
    [[nodiscard]] virtual ChunkStoreStatistics statistics() const = 0;
    /// Reads back every byte and checks it against what was stored; names what is damaged. A stretch of a pack in which
    /// no chunk can be recognised any more is a problem with the zero id. Other calls go on meanwhile. Cancelled when
    /// `progress` said so.
    virtual base::Result<std::vector<ChunkProblem>> verify(const VerifyRequest& request) = 0;
    /// Conflict while there is another collection. The store must outlive it.
    virtual base::Result<std::unique_ptr<ChunkCollection>> beginCollection() = 0;
    /// Verifies, and mends what can be mended: tables and headers of packs are written again, damaged chunks are taken
    /// from the other store, packs with damage are replaced by what is sound in them. Other calls go on meanwhile.
    virtual base::Result<RepairOutcome> repair(const RepairRequest& request) = 0;
    /// The store must outlive it.
    virtual std::unique_ptr<ChunkListing> listChunks() = 0;
};

/// Opens or creates. `fileSystem` must outlive the store. Conflict when another process has it open; InvalidInput when
/// a newer version made it. Damage does not keep it from opening: what is torn at the end is cut off (it was never
/// acknowledged); a damaged stretch elsewhere costs the chunks in it, is logged, and verify() names it.
base::Result<std::unique_ptr<ChunkStore>> openChunkStore(base::FileSystem& fileSystem,
                                                         const std::filesystem::path& directory);

}  // namespace images
