#include <algorithm>
#include <future>
#include <unordered_map>
#include <unordered_set>

#include "images/chunk_reading.h"
#include "images/restore_point.h"

namespace images {
namespace {

constexpr std::size_t kBatch = 64;  // chunks: 4 MiB in memory, and as much again on its way

struct WantedChunk {
    std::uint64_t offset = 0;
    ChunkId id;
};

base::Result<ReadChunks> readBatch(const std::vector<WantedChunk>& batch, const ChunkCodec& codec,
                                   ChunkSource& source) {
    std::vector<ChunkId> ids;
    std::unordered_map<ChunkId, std::size_t, base::DigestHash> positions;
    for (const auto& chunk : batch)
        if (positions.emplace(chunk.id, ids.size()).second) ids.push_back(chunk.id);
    TWINSET_ASSIGN(auto read, readChunks(ids, codec, source));
    if (ids.size() == batch.size()) return read;
    ReadChunks spread{{}, read.fetchedBytes};
    for (const auto& chunk : batch) spread.plains.push_back(read.plains[positions.at(chunk.id)]);
    return spread;
}

class Restore {
public:
    Restore(const ChunkCodec& codec, ChunkSource& source, base::BlockWriter& disk, const Progress& progress)
        : m_codec(codec), m_source(source), m_disk(disk), m_progress(progress) {}

    base::Result<RestoreOutcome> run(const RestorePointRoot& root) {
        m_outcome.diskSize.value = root.diskSize;
        for (std::uint64_t index = 0; index < root.nodes.size(); ++index) {
            TWINSET_ASSIGN(const auto ids, readNodeOf(root, index, m_codec, m_source));
            const auto first = index * kNodeSpan;
            for (std::size_t i = 0; i < ids.size(); i += kBatch) {
                std::vector<WantedChunk> batch;
                for (std::size_t slot = i; slot < std::min(ids.size(), i + kBatch); ++slot)
                    if (!ids[slot].isZero()) batch.push_back({first + slot * kChunkSize, ids[slot]});
                const auto reached = std::min(root.diskSize, first + (i + kBatch) * kChunkSize);
                TWINSET_TRY(advance(std::move(batch), reached));
            }
        }
        TWINSET_TRY(advance({}, root.diskSize));
        TWINSET_TRY(m_disk.flush());
        return m_outcome;
    }

private:
    /// Writes the batch before while the next one is being fetched.
    base::Result<void> advance(std::vector<WantedChunk> next, std::uint64_t reached) {
        std::future<base::Result<ReadChunks>> fetched;
        if (!next.empty()) fetched = std::async(std::launch::async, [&] { return readBatch(next, m_codec, m_source); });
        const auto written = writeBatch();
        if (fetched.valid()) {
            auto read = fetched.get();
            TWINSET_TRY(written);
            if (!read) return read.error();
            m_outcome.bytesFetched.value += read->fetchedBytes;
            m_plains = std::move(read->plains);
        }
        m_batch = std::move(next);
        TWINSET_TRY(written);
        if (m_progress && !m_progress(m_reached, m_outcome.diskSize.value))
            return {base::ErrorCode::Cancelled, "the restore was cancelled; the disk is incomplete"};
        m_reached = reached;
        return {};
    }

    /// Neighbouring chunks in one write.
    base::Result<void> writeBatch() {
        for (std::size_t i = 0; i < m_batch.size(); ++i)
            if (m_plains[i].size() != std::min<std::uint64_t>(kChunkSize, m_outcome.diskSize.value - m_batch[i].offset))
                return {base::ErrorCode::Corrupt,
                        "chunk " + m_batch[i].id.hex() + " does not fit where the restore point puts it"};
        for (std::size_t i = 0; i < m_batch.size();) {
            const auto offset = m_batch[i].offset;
            base::Bytes run = std::move(m_plains[i]);
            for (++i; i < m_batch.size() && m_batch[i].offset == offset + run.size(); ++i) run += m_plains[i];
            TWINSET_TRY(
                m_disk.write(offset, run).withContext("cannot write the disk at byte " + std::to_string(offset)));
            m_outcome.bytesWritten.value += run.size();
        }
        m_batch.clear();
        m_plains.clear();
        return {};
    }

    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    base::BlockWriter& m_disk;
    const Progress& m_progress;
    RestoreOutcome m_outcome;
    std::vector<WantedChunk> m_batch;
    std::vector<base::Bytes> m_plains;
    std::uint64_t m_reached = 0;
};

}  // namespace

base::Result<base::ByteCount> restorePointDiskSize(const ChunkId& root, const ChunkCodec& codec, ChunkSource& source) {
    TWINSET_ASSIGN(const auto read, readRestorePoint(root, codec, source));
    return base::ByteCount{read.diskSize};
}

base::Result<RestoreOutcome> restoreDisk(const ChunkId& root, const ChunkCodec& codec, ChunkSource& source,
                                         base::BlockWriter& disk, const Progress& progress) {
    TWINSET_ASSIGN(const auto read, readRestorePoint(root, codec, source));
    if (disk.size() < read.diskSize)
        return {base::ErrorCode::InvalidInput, "the restore point needs a disk of " + base::humanSize({read.diskSize}) +
                                                   "; this one has " + base::humanSize({disk.size()})};
    return Restore(codec, source, disk, progress).run(read).withContext("cannot restore " + root.hex());
}

base::Result<std::vector<ChunkId>> restorePointChunks(const ChunkId& root, const ChunkCodec& codec,
                                                      ChunkSource& source) {
    TWINSET_ASSIGN(const auto read, readRestorePoint(root, codec, source));
    std::vector<ChunkId> all{root};
    std::unordered_set<ChunkId, base::DigestHash> seen{root, ChunkId()};
    for (std::uint64_t index = 0; index < read.nodes.size(); ++index) {
        auto ids = readNodeOf(read, index, codec, source);
        if (!ids) return ids.error().withContext("cannot read restore point " + root.hex());
        if (seen.insert(read.nodes[index]).second) all.push_back(read.nodes[index]);
        for (const auto& id : *ids)
            if (seen.insert(id).second) all.push_back(id);
    }
    return all;
}

}  // namespace images
