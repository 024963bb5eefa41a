// restoreDisk: asks for the chunks of the disk in their order, some batches ahead, and writes them in that order on the
// calling thread.
#include <algorithm>
#include <unordered_set>

#include "images/chunk_reading.h"
#include "images/restore_pipeline.h"
#include "images/restore_point.h"

namespace images {
namespace {

constexpr std::size_t kNodesRead = 16;  // at once: 1 GiB of disk

class Restore {
public:
    Restore(const ChunkCodec& codec, ChunkSource& source, base::BlockWriter& disk, const Progress& progress)
        : m_codec(codec),
          m_source(source),
          m_disk(disk),
          m_progress(progress),
          m_pipeline(codec, source, m_sourceLock) {}

    base::Result<RestoreOutcome> run(const RestorePointRoot& root) {
        m_outcome.diskSize.value = root.diskSize;
        for (std::uint64_t from = 0; from < root.nodes.size(); from += kNodesRead) {
            std::vector<std::uint64_t> indexes;
            for (auto index = from; index < std::min<std::uint64_t>(root.nodes.size(), from + kNodesRead); ++index)
                indexes.push_back(index);
            TWINSET_ASSIGN(const auto nodes, readNodes(root, indexes));
            for (std::size_t i = 0; i < nodes.size(); ++i) TWINSET_TRY(walkNode(indexes[i], nodes[i]));
        }
        TWINSET_TRY(askForBatch());
        while (!m_pipeline.empty()) TWINSET_TRY(writeNext());
        TWINSET_TRY(report(root.diskSize));
        TWINSET_TRY(m_disk.flush());
        return m_outcome;
    }

private:
    base::Result<std::vector<std::vector<ChunkId>>> readNodes(const RestorePointRoot& root,
                                                              const std::vector<std::uint64_t>& indexes) {
        const std::lock_guard calling(m_sourceLock);
        return readNodesOf(root, indexes, m_codec, m_source);
    }

    base::Result<void> walkNode(std::uint64_t index, const std::vector<ChunkId>& ids) {
        for (std::size_t slot = 0; slot < ids.size(); ++slot) {
            if (ids[slot].isZero()) continue;
            const auto offset = index * kNodeSpan + slot * kChunkSize;
            const auto length = std::min<std::uint64_t>(kChunkSize, m_outcome.diskSize.value - offset);
            m_batch.push_back({offset, static_cast<std::size_t>(length), ids[slot]});
            if (m_batch.size() == RestorePipeline::kChunksInBatch) TWINSET_TRY(askForBatch());
        }
        return {};
    }

    base::Result<void> askForBatch() {
        if (m_batch.empty()) return {};
        while (!m_pipeline.hasRoom()) TWINSET_TRY(writeNext());
        m_pipeline.put(std::exchange(m_batch, {}));
        return {};
    }

    /// Neighbouring chunks in one write.
    base::Result<void> writeNext() {
        TWINSET_ASSIGN(const auto batch, m_pipeline.next());
        m_outcome.bytesFetched.value += batch.fetchedBytes;
        std::uint64_t reached = 0;
        std::size_t at = 0;
        for (auto chunk = batch.chunks.begin(); chunk != batch.chunks.end();) {
            const auto offset = chunk->offset;
            std::size_t length = 0;
            for (; chunk != batch.chunks.end() && chunk->offset == offset + length; ++chunk) length += chunk->length;
            TWINSET_TRY(m_disk.write(offset, batch.content.substr(at, length))
                            .withContext("cannot write the disk at byte " + std::to_string(offset)));
            m_outcome.bytesWritten.value += length;
            at += length;
            reached = offset + length;
        }
        return report(reached);
    }

    base::Result<void> report(std::uint64_t reached) {
        if (m_progress && !m_progress(reached, m_outcome.diskSize.value))
            return {base::ErrorCode::Cancelled, "the restore was cancelled; the disk is incomplete"};
        return {};
    }

    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    base::BlockWriter& m_disk;
    const Progress& m_progress;
    RestoreOutcome m_outcome;
    std::vector<WantedChunk> m_batch;
    std::mutex m_sourceLock;
    RestorePipeline m_pipeline;
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
