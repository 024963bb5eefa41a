// backUpDisk: walks the disk node by node and puts what is to be read into an UploadPipeline, which stores it while the
// next is being read. A node is complete when its last chunk has settled; it goes into the pipeline then, so that
// whatever is stored names only what is durable. The root is stored last and alone: it is what makes the restore point
// exist.
//
// There is no journal of an interrupted run: the sink says what it lacks, and what is there is not sent again.
#include <algorithm>
#include <map>

#include "images/chunk_plan.h"
#include "images/chunk_reading.h"
#include "images/chunk_upload.h"
#include "images/restore_point.h"
#include "images/upload_pipeline.h"

namespace images {
namespace {

constexpr std::size_t kChunksInRead = 4;     // chunks
constexpr std::size_t kNodesAtOnce = 64;   // of the parent
constexpr std::size_t kMostOpenNodes = 512;
constexpr std::size_t kMostAskedAtOnce = 4096;
constexpr std::uint64_t kNodeToken = 1ULL << 63;

bool isLoss(const base::Error& error) {
    return error.code == base::ErrorCode::NotFound || error.code == base::ErrorCode::Corrupt;
}

class Backup {
public:
    Backup(base::BlockReader& disk, const ChunkCodec& codec, ChunkSource& source, ChunkSink& sink,
           const Progress& progress)
        : m_disk(disk),
          m_codec(codec),
          m_source(source),
          m_sink(sink),
          m_progress(progress),
          m_pipeline(codec, sink, m_storeLock) {}

    /// True when run() failed because the parent cannot be built upon: a run without it may succeed.
    [[nodiscard]] bool parentLost() const { return m_parentLost; }

    base::Result<BackupOutcome> run(const std::vector<base::Extent>& extents, const RestorePointRoot* parent) {
        m_parent = parent;
        m_outcome.diskSize.value = m_disk.size();
        m_outcome.incremental = parent != nullptr;
        m_root = {m_disk.size(), std::vector<ChunkId>(nodesOfDisk(m_disk.size()))};
        TWINSET_ASSIGN(m_plan, planChunks(extents, m_disk.size(), parent != nullptr));
        for (std::size_t i = 0; i < m_plan.size(); ++i)
            if (m_plan[i] == ChunkPlan::Read) m_toRead += lengthOf(i);
        TWINSET_TRY(keepWholeNodes());
        std::vector<std::uint64_t> changed;
        for (std::uint64_t index = 0; index < m_root.nodes.size(); ++index)
            if (!isKept(index)) changed.push_back(index);
        for (std::size_t from = 0; from < changed.size(); from += kNodesAtOnce) {
            const auto to = std::min(changed.size(), from + kNodesAtOnce);
            TWINSET_TRY(walkNodes({changed.begin() + static_cast<std::ptrdiff_t>(from),
                                   changed.begin() + static_cast<std::ptrdiff_t>(to)}));
        }
        TWINSET_TRY(finishNodes());
        TWINSET_ASSIGN(const auto stored, uploadChunks({writeRoot(m_root)}, m_codec, m_sink));
        m_outcome.bytesUploaded.value = m_pipeline.counts().bytes + stored.uploadedBytes;
        m_outcome.chunksUploaded = m_pipeline.counts().chunks + stored.uploadedChunks;
        m_outcome.root = stored.ids.front();
        return m_outcome;
    }

private:
    struct OpenNode {
        std::vector<ChunkId> ids;
        std::vector<ChunkId> before;  // of the parent
        std::size_t pending = 0;      // chunks that have not settled
    };

    [[nodiscard]] std::size_t lengthOf(std::uint64_t chunk) const {
        return static_cast<std::size_t>(std::min<std::uint64_t>(kChunkSize, m_disk.size() - chunk * kChunkSize));
    }

    [[nodiscard]] bool isKept(std::uint64_t node) const {
        const auto first = m_plan.begin() + static_cast<std::ptrdiff_t>(node * kChunksInNode);
        const auto last = first + static_cast<std::ptrdiff_t>(chunksInNode(m_root.diskSize, node));
        return std::all_of(first, last, [](ChunkPlan plan) { return plan == ChunkPlan::Keep; });
    }

    base::Result<void> keepWholeNodes() {
        std::vector<ChunkId> kept;
        for (std::uint64_t index = 0; index < m_root.nodes.size(); ++index) {
            if (!isKept(index)) continue;
            m_root.nodes[index] = m_parent->nodes[index];
            if (!m_root.nodes[index].isZero()) kept.push_back(m_root.nodes[index]);
        }
        for (std::size_t from = 0; from < kept.size(); from += kMostAskedAtOnce) {
            const auto to = std::min(kept.size(), from + kMostAskedAtOnce);
            TWINSET_ASSIGN(const auto lost, m_sink.missing({kept.begin() + static_cast<std::ptrdiff_t>(from),
                                                            kept.begin() + static_cast<std::ptrdiff_t>(to)}));
            m_parentLost = !lost.empty();
            if (m_parentLost)
                return {base::ErrorCode::NotFound, "the store has lost a node of the parent: " + lost.front().hex()};
        }
        return {};
    }

    /// What the parent has in these nodes, in one request.
    base::Result<std::vector<std::vector<ChunkId>>> readParent(const std::vector<std::uint64_t>& indexes) {
        const std::lock_guard calling(m_storeLock);
        auto nodes = readNodesOf(*m_parent, indexes, m_codec, m_source);
        m_parentLost = !nodes && isLoss(nodes.error());
        return nodes;
    }

    base::Result<void> walkNodes(const std::vector<std::uint64_t>& indexes) {
        std::vector<std::vector<ChunkId>> before(indexes.size());
        if (m_parent != nullptr) {
            TWINSET_ASSIGN(before, readParent(indexes));
        }
        for (std::size_t i = 0; i < indexes.size(); ++i) {
            before[i].resize(chunksInNode(m_root.diskSize, indexes[i]));
            TWINSET_TRY(walkNode(indexes[i], std::move(before[i])));
        }
        return {};
    }

    base::Result<void> walkNode(std::uint64_t index, std::vector<ChunkId> before) {
        if (m_open.size() >= kMostOpenNodes) TWINSET_TRY(settleAll());
        const auto chunks = before.size();
        auto& node = m_open[index];
        node = {std::vector<ChunkId>(chunks), std::move(before), 0};
        const auto first = index * kChunksInNode;
        for (std::size_t slot = 0; slot < chunks; ++slot) {
            if (m_plan[first + slot] == ChunkPlan::Keep) node.ids[slot] = node.before[slot];
            if (m_plan[first + slot] == ChunkPlan::Zero) settle(index, slot, ChunkId());
            if (m_plan[first + slot] == ChunkPlan::Read) ++node.pending;
        }
        if (node.pending == 0) return closeNode(index);
        for (std::size_t slot = 0; slot < chunks;) {
            if (m_plan[first + slot] != ChunkPlan::Read) {
                ++slot;
                continue;
            }
            std::size_t run = 1;
            while (run < kChunksInRead && slot + run < chunks && m_plan[first + slot + run] == ChunkPlan::Read) ++run;
            TWINSET_TRY(readRun(first + slot, run));
            slot += run;
        }
        return {};
    }

    /// Reads neighbouring chunks and hands them over.
    base::Result<void> readRun(std::uint64_t first, std::size_t count) {
        const auto length = (count - 1) * kChunkSize + lengthOf(first + count - 1);
        auto read = m_disk.read(first * kChunkSize, length);
        if (!read)
            return read.error().withContext("cannot read the disk at byte " + std::to_string(first * kChunkSize));
        if (read->size() != length) return {base::ErrorCode::Internal, "the disk gave fewer bytes than asked for"};
        m_outcome.bytesRead.value += length;
        TWINSET_TRY(m_pipeline.put(std::move(*read), first));
        TWINSET_TRY(takeSettled());
        return report();
    }

    /// What counts is what the store acknowledged, not what is on its way to it.
    base::Result<void> report() const {
        if (!m_progress || m_toRead == 0 || m_progress(m_acknowledged, m_toRead)) return {};
        return {base::ErrorCode::Cancelled, "the backup was cancelled; what is stored already will not be sent again"};
    }

    void settle(std::uint64_t index, std::size_t slot, const ChunkId& id) {
        auto& node = m_open.at(index);
        node.ids[slot] = id;
        if (node.before[slot] != id) m_outcome.bytesChanged.value += lengthOf(index * kChunksInNode + slot);
    }

    base::Result<void> takeSettled() {
        for (const auto& settled : m_pipeline.takeSettled()) {
            if ((settled.token & kNodeToken) != 0) {
                m_root.nodes[settled.token & ~kNodeToken] = settled.id;
                continue;
            }
            const auto index = settled.token / kChunksInNode;
            m_acknowledged += lengthOf(settled.token);
            settle(index, static_cast<std::size_t>(settled.token % kChunksInNode), settled.id);
            if (--m_open.at(index).pending == 0) TWINSET_TRY(closeNode(index));
        }
        return {};
    }

    base::Result<void> closeNode(std::uint64_t index) {
        const auto node = m_open.extract(index);
        const auto& ids = node.mapped().ids;
        if (std::all_of(ids.begin(), ids.end(), [](const ChunkId& id) { return id.isZero(); })) return {};
        return m_pipeline.put(writeNode(ids), kNodeToken | index);
    }

    /// Chunks first, then the nodes that they complete.
    base::Result<void> finishNodes() {
        TWINSET_TRY(settleAll());
        return settleAll();
    }

    base::Result<void> settleAll() {
        for (bool more = true; more;) {
            TWINSET_ASSIGN(more, m_pipeline.drain());
            TWINSET_TRY(takeSettled());
            TWINSET_TRY(report());
        }
        return {};
    }

    base::BlockReader& m_disk;
    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    ChunkSink& m_sink;
    const Progress& m_progress;
    const RestorePointRoot* m_parent = nullptr;
    bool m_parentLost = false;
    std::vector<ChunkPlan> m_plan;
    std::uint64_t m_toRead = 0, m_acknowledged = 0;  // bytes
    RestorePointRoot m_root;
    BackupOutcome m_outcome;
    std::map<std::uint64_t, OpenNode> m_open;
    std::mutex m_storeLock;  // over source and sink, which may be one connection
    UploadPipeline m_pipeline;
};

}  // namespace

base::Result<BackupOutcome> backUpDisk(base::BlockReader& disk, const std::optional<ChunkId>& parentRoot,
                                       const ChunkCodec& codec, ChunkSource& source, ChunkSink& sink,
                                       const Progress& progress) {
    if (disk.size() == 0 || disk.size() > kMostDiskSize)
        return {base::ErrorCode::InvalidInput, "a disk of " + base::humanSize({disk.size()}) +
                                                   " cannot be backed up: the largest is " +
                                                   base::humanSize({kMostDiskSize})};
    auto extents = disk.extents();
    if (!extents) return extents.error().withContext("cannot read the disk's map");
    if (parentRoot) {
        const auto parent = readRestorePoint(*parentRoot, codec, source);
        if (!parent && !isLoss(parent.error())) return parent.error();
        // A disk that was resized is read whole: what its dirty bitmap says about the new part is not to be relied on.
        if (parent && parent->diskSize == disk.size()) {
            Backup backup(disk, codec, source, sink, progress);
            auto outcome = backup.run(*extents, &*parent);
            if (outcome || !backup.parentLost()) return outcome;
        }
    }
    return Backup(disk, codec, source, sink, progress).run(*extents, nullptr);
}

}  // namespace images
