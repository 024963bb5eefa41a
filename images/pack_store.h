// PackStore: the state that the verbs of the chunk store share. Each verb has its file: pack_opening, pack_appending,
// pack_fetching, pack_moving, pack_verification, pack_collection, pack_repair, pack_listing.
//
// How nothing that was acknowledged is lost: one group of batches is appended to the last pack and synced before it is
// acknowledged and before another group is begun, so that at a crash at most the last kMostUnsynced bytes of the last
// pack are in doubt. When the store opens, exactly these are read back and checked, and what is torn is cut off. A
// group that fails half-way (full disk) is cut off at once, or before the next one. A pack is removed only after what
// is alive of it was appended and synced elsewhere.
//
// Threads: `commits` lets one thread at a time append; that thread owns `active` (its table is read by others, and
// changed under indexLock). indexLock guards index, packs and what is named after them, and is never held over a read
// or a write of a file. A place is used after the lock was released, and may be stale then: readers find the pack gone,
// or (never) another record, and look the chunk up again. Slots of `packs` are not used twice, so that a stale place
// never names a record of another pack.
#pragma once

#include <shared_mutex>

#include "images/chunk_store.h"
#include "images/group_commit.h"
#include "images/open_packs.h"
#include "images/pack_chunk_store.h"
#include "images/pack_scan.h"

namespace images {

constexpr std::size_t kMostFetched = 64;
constexpr std::size_t kMostAsked = 4096;
constexpr std::uint64_t kMostStored = 4ULL * 1024 * 1024;
constexpr std::uint64_t kMostUnsynced = 16ULL * 1024 * 1024;
static_assert(kMostStored + kMostAsked * (kRecordHeaderSize + kRecordAlignment) <= kMostUnsynced);
static_assert(kMostGroupSpace <= kMostUnsynced);

struct PackInfo {
    std::uint32_t number = 0;
    std::uint64_t end = 0;   // of what belongs to the store in the file
    std::uint64_t live = 0;  // bytes of records that the index points to
    bool active = false;     // takes records
    bool removed = false;
};

struct ActivePack {
    std::unique_ptr<base::File> file;  // null until the first append, and after damage
    std::uint32_t slot = 0;
    PackTable table;             // end is where the next record goes
    std::uint64_t tableEnd = 0;  // of what the table in the file covers
    bool tornTail = false;
};

struct PackStore {
    PackStore(base::FileSystem& theFiles, std::filesystem::path theDirectory, PackLimits theLimits,
              std::unique_ptr<base::FileLock> theLock)
        : files(theFiles),
          directory(std::move(theDirectory)),
          limits(theLimits),
          lock(std::move(theLock)),
          openPacks(files, directory) {}

    [[nodiscard]] std::filesystem::path packPath(std::uint32_t number) const { return directory / packName(number); }
    [[nodiscard]] std::filesystem::path tablePath(std::uint32_t number) const { return directory / tableName(number); }

    base::FileSystem& files;
    const std::filesystem::path directory;
    const PackLimits limits;
    const std::unique_ptr<base::FileLock> lock;
    OpenPacks openPacks;
    GroupCommit commits;
    ActivePack active;

    mutable std::shared_mutex indexLock;
    ChunkIndex index;
    std::vector<PackInfo> packs;
    std::uint32_t highestNumber = 0;
    std::uint64_t damagedChunks = 0;
    bool collectionOpen = false;  // somebody holds a collection, or is about to
    bool collecting = false;      // chunks that are asked for or stored are marked
};

base::Result<void> loadPacks(PackStore& store);
/// Writes the active pack's table, so that the next opening need not read its headers.
void closePacks(PackStore& store);

/// Appends what is wanted of the batch; durable on return.
base::Result<void> appendRecords(PackStore& store, AppendBatch& batch);
/// A record that the batch owns the header of; the blob must outlive the batch.
void addRecord(AppendBatch& batch, const EncodedChunk& chunk);

/// Those the store lacks; while there is a collection, those that it has are marked.
std::vector<ChunkId> missingChunks(PackStore& store, const std::vector<ChunkId>& ids);
base::Result<std::vector<base::Bytes>> fetchChunks(PackStore& store, const std::vector<ChunkId>& ids);
/// The record's blob, or nothing when what is on disk is damaged. NotFound when the pack is gone.
base::Result<std::optional<base::Bytes>> readRecord(PackStore& store, std::uint32_t pack, std::uint32_t offset,
                                                    std::uint32_t space, const ChunkId& id);
/// Marks the chunk as damaged if it still lies there; false when it does not.
bool noteDamage(PackStore& store, const ChunkId& id, const Place& place);

/// The table that is kept of a pack; nothing when it is lost.
std::optional<PackTable> storedOrActiveTable(PackStore& store, std::uint32_t slot);
/// Which chunks a pack holds, by its table or else by reading it. The slot must be in use.
base::Result<PackTable> tableOf(PackStore& store, std::uint32_t slot);
/// Removes the files of a pack that no chunk lies in any more; does nothing for other packs.
base::Result<bool> removePackIfEmpty(PackStore& store, std::uint32_t slot);
/// Moves what is alive in a pack to the active one; answers the bytes moved. Damaged records stay.
base::Result<std::uint64_t> moveLiveRecords(PackStore& store, std::uint32_t slot);

base::Result<std::unique_ptr<ChunkCollection>> beginPackCollection(PackStore& store);
base::Result<std::vector<ChunkProblem>> verifyPacks(PackStore& store, const VerifyRequest& request);
base::Result<RepairOutcome> repairPacks(PackStore& store, const RepairRequest& request);
std::unique_ptr<ChunkListing> listPacks(PackStore& store);

}  // namespace images
