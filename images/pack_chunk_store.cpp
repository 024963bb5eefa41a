// How nothing that was acknowledged is lost: store() appends one batch to the last pack and syncs before it returns and
// before any other batch is begun, so that at a crash at most the last kMostUnsynced bytes of the last pack are in
// doubt. When the store opens, exactly these are read back and checked, and what is torn is cut off. A batch that fails
// (full disk) is cut off at once, or before the next one.
//
// Threads: m_appending serialises store() and owns the active pack's file; m_indexLock guards the index. Reads open the
// pack anew, so that they share nothing with the writer.
#include "images/pack_chunk_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "base/log.h"
#include "images/pack_codec.h"
#include "images/pack_scan.h"

namespace images {
namespace {

constexpr std::size_t kMostFetched = 256;
constexpr std::size_t kMostAsked = 4096;
constexpr std::uint64_t kMostStored = 4ULL * 1024 * 1024;
constexpr std::uint64_t kMostUnsynced = 2 * kMostStored;
static_assert(kMostStored + kMostAsked * kRecordHeaderSize <= kMostUnsynced);

struct Place {
    std::uint32_t pack = 0;
    std::uint32_t offset = 0;  // of the record
    std::uint32_t length = 0;  // of the blob
    bool damaged = false;
    bool marked = false;
    bool operator==(const Place&) const = default;
};

struct Hole {
    std::uint32_t pack = 0;
    PackHole where;
};

class PackChunkStore final : public ChunkStore {
public:
    PackChunkStore(base::FileSystem& fileSystem, std::filesystem::path directory, PackLimits limits,
                   std::unique_ptr<base::FileLock> lock)
        : m_fileSystem(fileSystem), m_directory(std::move(directory)), m_limits(limits), m_lock(std::move(lock)) {}

    base::Result<void> load();
    base::Result<std::vector<base::Bytes>> fetch(const std::vector<ChunkId>& ids) override;
    base::Result<std::vector<ChunkId>> missing(const std::vector<ChunkId>& ids) override;
    base::Result<void> store(const std::vector<EncodedChunk>& chunks) override;
    [[nodiscard]] ChunkStoreStatistics statistics() const override;
    base::Result<std::vector<ChunkProblem>> verify(const VerifyRequest& request) override;
    base::Result<std::unique_ptr<ChunkCollection>> beginCollection() override;

    std::vector<ChunkId> mark(const std::vector<ChunkId>& ids);
    base::Result<SweepOutcome> sweep(const SweepRequest& request);
    void endCollection();

private:
    using OpenPacks = std::map<std::uint32_t, std::unique_ptr<base::File>>;

    base::Result<void> loadPack(std::uint32_t number, bool last);
    base::Result<void> startPack();
    base::Result<void> cutTornTail();
    base::Result<void> append(const base::Bytes& records);
    void enter(const ChunkId& id, const Place& place);
    void markDamaged(const ChunkId& id, const Place& place);
    [[nodiscard]] bool has(const ChunkId& id) const;
    base::Result<base::Bytes> readBlob(const ChunkId& id, const Place& place, OpenPacks& open);
    [[nodiscard]] std::filesystem::path packPath(std::uint32_t number) const { return m_directory / packName(number); }

    base::FileSystem& m_fileSystem;
    const std::filesystem::path m_directory;
    const PackLimits m_limits;
    const std::unique_ptr<base::FileLock> m_lock;

    std::mutex m_appending;
    std::unique_ptr<base::File> m_active;  // null until a store() needs it
    std::uint32_t m_activeNumber = 0;      // the highest pack number in use
    std::uint64_t m_activeEnd = 0;
    bool m_tornTail = false;

    mutable std::shared_mutex m_indexLock;
    std::unordered_map<ChunkId, Place, base::DigestHash> m_index;
    std::uint64_t m_storedBytes = 0;
    std::vector<Hole> m_holes;
    bool m_collecting = false;
};

base::Result<void> PackChunkStore::load() {
    TWINSET_ASSIGN(const auto names, m_fileSystem.list(m_directory));
    std::vector<std::uint32_t> numbers;
    for (const auto& name : names)
        if (const auto number = packNumber(name); number != 0) numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end());
    for (const auto number : numbers) TWINSET_TRY(loadPack(number, number == numbers.back()));
    for (const auto& hole : m_holes)
        base::logWarning("chunk store: " + packPath(hole.pack).string() + " is damaged over " +
                         base::humanSize({hole.where.length}) + " at byte " + std::to_string(hole.where.offset) +
                         "; the chunks there count as missing until they are stored again");
    return {};
}

base::Result<void> PackChunkStore::loadPack(std::uint32_t number, bool last) {
    TWINSET_ASSIGN(auto file,
                   m_fileSystem.open(packPath(number), last ? base::OpenMode::ReadWrite : base::OpenMode::Read));
    TWINSET_ASSIGN(const auto size, file->size());
    TWINSET_ASSIGN(const auto packHeader, file->readAt(0, kPackHeaderSize));
    const auto headerFound = checkPackHeader(packHeader, number);
    if (!headerFound && headerFound.error().code != base::ErrorCode::Corrupt)
        return base::Result<void>(headerFound).withContext(m_directory.string());
    if (!headerFound) m_holes.push_back({number, {0, kPackHeaderSize}});
    const auto verifyFrom = last ? size - std::min(size, kMostUnsynced) : size;
    auto scanned = scanPack(*file, verifyFrom);
    if (!scanned) return scanned.error();
    for (const auto& record : scanned->records)
        enter(record.id, {number, static_cast<std::uint32_t>(record.offset), record.length, record.damaged});
    for (const auto& hole : scanned->holes) m_holes.push_back({number, hole});
    if (!last) {
        if (scanned->end < size && size > kPackHeaderSize)
            m_holes.push_back({number, {scanned->end, size - scanned->end}});
        return {};
    }
    m_activeNumber = number;
    m_activeEnd = scanned->end;
    if (!headerFound) return {};  // takes no more records: the next store() starts a pack
    m_active = std::move(file);
    m_tornTail = size != scanned->end;
    return m_tornTail ? cutTornTail() : base::success();
}

void PackChunkStore::enter(const ChunkId& id, const Place& place) {
    auto& entry = m_index[id];
    // A damaged record never hides a sound one.
    if (place.damaged && entry.length != 0 && !entry.damaged) return;
    m_storedBytes += place.length - std::uint64_t{entry.length};
    entry = place;
    entry.marked = m_collecting;
}

void PackChunkStore::markDamaged(const ChunkId& id, const Place& place) {
    const std::unique_lock guard(m_indexLock);
    const auto found = m_index.find(id);
    if (found == m_index.end() || found->second.pack != place.pack || found->second.offset != place.offset) return;
    found->second.damaged = true;
}

bool PackChunkStore::has(const ChunkId& id) const {
    const auto found = m_index.find(id);
    return found != m_index.end() && !found->second.damaged;
}

base::Result<void> PackChunkStore::startPack() {
    m_active.reset();
    const auto number = m_activeNumber + 1;
    const auto header = writePackHeader(number);
    // Written as a whole, which makes its name durable, too: syncing a file does not sync the directory it is in.
    TWINSET_TRY(m_fileSystem.writeFileAtomically(packPath(number), header, 0600));
    TWINSET_ASSIGN(m_active, m_fileSystem.open(packPath(number), base::OpenMode::ReadWrite));
    m_activeNumber = number;
    m_activeEnd = kPackHeaderSize;
    return {};
}

base::Result<void> PackChunkStore::cutTornTail() {
    TWINSET_TRY(m_active->truncate(m_activeEnd));
    TWINSET_TRY(m_active->sync());
    m_tornTail = false;
    return {};
}

base::Result<void> PackChunkStore::append(const base::Bytes& records) {
    if (m_tornTail) TWINSET_TRY(cutTornTail());
    if (!m_active || m_activeEnd + records.size() > m_limits.packBytes) TWINSET_TRY(startPack());
    auto written = m_active->writeAt(m_activeEnd, records);
    if (written) written = m_active->sync();
    if (written) return {};
    m_tornTail = true;
    // When this fails as well, the next append tries again before it writes.
    (void)cutTornTail();
    return written;
}

base::Result<void> PackChunkStore::store(const std::vector<EncodedChunk>& chunks) {
    std::uint64_t total = 0;
    for (const auto& chunk : chunks) {
        if (chunk.blob.empty() || chunk.blob.size() > kMostBlobSize || chunk.id.isZero())
            return {base::ErrorCode::InvalidInput,
                    "chunk " + chunk.id.hex() + " cannot be stored: no blob has that size or id"};
        total += chunk.blob.size();
    }
    if (total > kMostStored || chunks.size() > kMostAsked)
        return {base::ErrorCode::InvalidInput, "at most 4 MiB of chunks are stored at once"};
    const std::lock_guard appending(m_appending);
    base::Bytes records;
    std::vector<std::pair<ChunkId, Place>> places;
    std::unordered_set<ChunkId, base::DigestHash> taken;
    {
        const std::unique_lock guard(m_indexLock);
        for (const auto& chunk : chunks) {
            if (has(chunk.id)) {
                if (m_collecting) m_index.at(chunk.id).marked = true;
                continue;
            }
            if (!taken.insert(chunk.id).second) continue;
            places.push_back({chunk.id,
                              {0, static_cast<std::uint32_t>(records.size()),
                               static_cast<std::uint32_t>(chunk.blob.size()), false}});
            records += writeRecord(chunk);
        }
    }
    if (records.empty()) return {};
    TWINSET_TRY(append(records).withContext("cannot store chunks"));
    const std::unique_lock guard(m_indexLock);
    for (auto& [id, place] : places) {
        place.pack = m_activeNumber;
        place.offset += static_cast<std::uint32_t>(m_activeEnd);
        enter(id, place);
    }
    m_activeEnd += records.size();
    return {};
}

base::Result<std::vector<ChunkId>> PackChunkStore::missing(const std::vector<ChunkId>& ids) {
    if (ids.size() > kMostAsked) return {base::ErrorCode::InvalidInput, "at most 4,096 chunks are asked for at once"};
    return mark(ids);
}

std::vector<ChunkId> PackChunkStore::mark(const std::vector<ChunkId>& ids) {
    std::vector<ChunkId> absent;
    const std::unique_lock guard(m_indexLock);
    for (const auto& id : ids) {
        const auto found = m_index.find(id);
        if (found != m_index.end()) found->second.marked = true;
        if (found == m_index.end() || found->second.damaged) absent.push_back(id);
    }
    return absent;
}

base::Result<base::Bytes> PackChunkStore::readBlob(const ChunkId& id, const Place& place, OpenPacks& open) {
    auto& file = open[place.pack];
    if (!file) {
        TWINSET_ASSIGN(file, m_fileSystem.open(packPath(place.pack), base::OpenMode::Read));
    }
    auto record = file->readAt(place.offset, kRecordHeaderSize + std::size_t{place.length});
    if (record) {
        const auto header = readRecordHeader(*record);
        if (header && header->id == id && blobBelongsTo(*header, base::BytesView(*record).substr(kRecordHeaderSize)))
            return record->substr(kRecordHeaderSize);
    } else if (record.error().code != base::ErrorCode::Internal) {
        return record.error();
    }
    markDamaged(id, place);
    return {base::ErrorCode::Corrupt, "chunk " + id.hex() + " is damaged in " + packPath(place.pack).string() +
                                          " at byte " + std::to_string(place.offset) +
                                          "; a backup or a publication that has its content stores it again"};
}

base::Result<std::vector<base::Bytes>> PackChunkStore::fetch(const std::vector<ChunkId>& ids) {
    if (ids.size() > kMostFetched) return {base::ErrorCode::InvalidInput, "at most 256 chunks are fetched at once"};
    std::vector<Place> places;
    {
        const std::shared_lock guard(m_indexLock);
        for (const auto& id : ids) {
            const auto found = m_index.find(id);
            if (found == m_index.end())
                return {base::ErrorCode::NotFound, "chunk " + id.hex() + " is not in the store"};
            places.push_back(found->second);
        }
    }
    OpenPacks open;
    std::vector<base::Bytes> blobs;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        TWINSET_ASSIGN(auto blob, readBlob(ids[i], places[i], open));
        blobs.push_back(std::move(blob));
    }
    return blobs;
}

ChunkStoreStatistics PackChunkStore::statistics() const {
    const std::shared_lock guard(m_indexLock);
    ChunkStoreStatistics statistics;
    statistics.chunks = m_index.size();
    statistics.storedBytes = {m_storedBytes};
    return statistics;
}

base::Result<std::vector<ChunkProblem>> PackChunkStore::verify(const VerifyRequest& request) {
    std::vector<std::pair<ChunkId, Place>> entries;
    std::vector<ChunkProblem> problems;
    std::uint64_t total = 0;
    {
        const std::shared_lock guard(m_indexLock);
        entries.assign(m_index.begin(), m_index.end());
        total = m_storedBytes;
        for (const auto& hole : m_holes)
            problems.push_back({{},
                                packPath(hole.pack).string() + " is damaged over " +
                                    base::humanSize({hole.where.length}) + " at byte " +
                                    std::to_string(hole.where.offset)});
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second.pack, a.second.offset) < std::pair(b.second.pack, b.second.offset);
    });
    OpenPacks open;
    std::uint64_t done = 0;
    for (const auto& [id, place] : entries) {
        if (!open.contains(place.pack)) open.clear();
        const auto blob = readBlob(id, place, open);
        if (!blob) problems.push_back({id, blob.error().message});
        if (blob && request.authenticate)
            if (const auto sound = request.authenticate(id, *blob); !sound) {
                markDamaged(id, place);
                problems.push_back({id, sound.error().message});
            }
        done += place.length;
        if (request.progress && !request.progress(done, total))
            return {base::ErrorCode::Cancelled, "the verification was cancelled"};
    }
    return problems;
}

class PackCollection final : public ChunkCollection {
public:
    explicit PackCollection(PackChunkStore& store) : m_store(store) {}
    PackCollection(const PackCollection&) = delete;
    PackCollection& operator=(const PackCollection&) = delete;
    ~PackCollection() override { m_store.endCollection(); }
    base::Result<std::vector<ChunkId>> mark(const std::vector<ChunkId>& ids) override { return m_store.mark(ids); }
    base::Result<SweepOutcome> sweep(const SweepRequest& request) override { return m_store.sweep(request); }

private:
    PackChunkStore& m_store;
};

base::Result<std::unique_ptr<ChunkCollection>> PackChunkStore::beginCollection() {
    const std::unique_lock guard(m_indexLock);
    if (m_collecting) return {base::ErrorCode::Conflict, "a collection of the chunk store is going on already"};
    for (auto& [id, place] : m_index) place.marked = false;
    m_collecting = true;
    return std::unique_ptr<ChunkCollection>(std::make_unique<PackCollection>(*this));
}

void PackChunkStore::endCollection() {
    const std::unique_lock guard(m_indexLock);
    m_collecting = false;
}

base::Result<SweepOutcome> PackChunkStore::sweep(const SweepRequest& request) {
    SweepOutcome outcome;
    std::map<std::uint32_t, bool> inUse;
    const std::lock_guard appending(m_appending);
    {
        const std::unique_lock guard(m_indexLock);
        for (auto at = m_index.begin(); at != m_index.end();) {
            auto& used = inUse[at->second.pack];
            used = used || at->second.marked;
            if (at->second.marked) {
                ++at;
                continue;
            }
            ++outcome.chunksRemoved;
            outcome.bytesRemoved.value += at->second.length;
            if (!request.dryRun) m_storedBytes -= at->second.length;
            at = request.dryRun ? std::next(at) : m_index.erase(at);
        }
    }
    for (const auto& [pack, used] : inUse) {
        if (used || pack == m_activeNumber) continue;
        TWINSET_ASSIGN(const auto file, m_fileSystem.open(packPath(pack), base::OpenMode::Read));
        TWINSET_ASSIGN(const auto size, file->size());
        if (!request.dryRun) TWINSET_TRY(m_fileSystem.remove(packPath(pack)));
        ++outcome.packsRemoved;
        outcome.bytesFreed.value += size;
    }
    return outcome;
}

}  // namespace

base::Result<std::unique_ptr<ChunkStore>> openPackChunkStore(base::FileSystem& fileSystem,
                                                             const std::filesystem::path& directory,
                                                             PackLimits limits) {
    TWINSET_TRY(fileSystem.createDirectories(directory));
    TWINSET_ASSIGN(auto lock, fileSystem.lock(directory / "lock"));
    auto store = std::make_unique<PackChunkStore>(fileSystem, directory, limits, std::move(lock));
    TWINSET_TRY(store->load().withContext("cannot open the chunk store"));
    return std::unique_ptr<ChunkStore>(std::move(store));
}

base::Result<std::unique_ptr<ChunkStore>> openChunkStore(base::FileSystem& fileSystem,
                                                         const std::filesystem::path& directory) {
    return openPackChunkStore(fileSystem, directory, PackLimits());
}

}  // namespace images
