#include "images/pack_chunk_store.h"

#include "images/pack_store.h"

namespace images {
namespace {

class PackChunkStore final : public ChunkStore {
public:
    PackChunkStore(base::FileSystem& fileSystem, const std::filesystem::path& directory, PackLimits limits,
                   std::unique_ptr<base::FileLock> lock)
        : m_store(fileSystem, directory, limits, std::move(lock)) {}
    PackChunkStore(const PackChunkStore&) = delete;
    PackChunkStore& operator=(const PackChunkStore&) = delete;
    ~PackChunkStore() override { closePacks(m_store); }

    base::Result<void> load() { return loadPacks(m_store); }

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<ChunkId>& ids) override {
        return fetchChunks(m_store, ids);
    }
    base::Result<std::vector<ChunkId>> missing(const std::vector<ChunkId>& ids) override;
    base::Result<void> store(const std::vector<EncodedChunk>& chunks) override;
    [[nodiscard]] ChunkStoreStatistics statistics() const override;
    base::Result<std::vector<ChunkProblem>> verify(const VerifyRequest& request) override {
        return verifyPacks(m_store, request);
    }
    base::Result<std::unique_ptr<ChunkCollection>> beginCollection() override { return beginPackCollection(m_store); }
    base::Result<RepairOutcome> repair(const RepairRequest& request) override { return repairPacks(m_store, request); }
    std::unique_ptr<ChunkListing> listChunks() override { return listPacks(m_store); }

private:
    PackStore m_store;
};

base::Result<std::vector<ChunkId>> PackChunkStore::missing(const std::vector<ChunkId>& ids) {
    if (ids.size() > kMostAsked) return {base::ErrorCode::InvalidInput, "at most 4,096 chunks are asked for at once"};
    return missingChunks(m_store, ids);
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
    AppendBatch batch;
    for (const auto& chunk : chunks) addRecord(batch, chunk);
    return appendRecords(m_store, batch).withContext("cannot store chunks");
}

ChunkStoreStatistics PackChunkStore::statistics() const {
    const std::shared_lock guard(m_store.indexLock);
    ChunkStoreStatistics statistics;
    statistics.chunks = m_store.index.size();
    statistics.damagedChunks = m_store.damagedChunks;
    statistics.indexMemory = {m_store.index.memory()};
    for (const auto& pack : m_store.packs) {
        if (pack.removed) continue;
        ++statistics.packs;
        statistics.storedBytes.value += pack.live;
        statistics.deadBytes.value += pack.end - std::min<std::uint64_t>(pack.end, kPackHeaderSize + pack.live);
    }
    return statistics;
}

}  // namespace

base::Result<std::unique_ptr<ChunkStore>> openPackChunkStore(base::FileSystem& fileSystem,
                                                             const std::filesystem::path& directory,
                                                             PackLimits limits) {
    if (limits.packBytes > kMostPackBytes) return {base::ErrorCode::InvalidInput, "a pack has at most 256 MiB"};
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
