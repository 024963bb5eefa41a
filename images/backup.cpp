// backUpDisk: walks the disk node by node. Chunks to be read gather in a batch of what one store() takes, across nodes,
// so that scattered changes do not cost a round trip and a sync each. A node is complete when its last chunk has its
// id; it joins a later batch, so that whatever is stored names only what is durable. The root is stored last and alone:
// it is what makes the restore point exist.
//
// There is no journal of an interrupted run: the sink says what it lacks, and what is there is not sent again.
#include <algorithm>
#include <deque>
#include <list>

#include "images/byte_order.h"
#include "images/chunk_plan.h"
#include "images/chunk_reading.h"
#include "images/chunk_upload.h"
#include "images/restore_point.h"

namespace images {
namespace {

bool isLoss(const base::Error& error) {
    return error.code == base::ErrorCode::NotFound || error.code == base::ErrorCode::Corrupt;
}

class Backup {
public:
    Backup(base::BlockReader& disk, const ChunkCodec& codec, ChunkSource& source, ChunkSink& sink,
           const Progress& progress)
        : m_disk(disk), m_codec(codec), m_source(source), m_sink(sink), m_progress(progress) {}

    /// True when run() failed because the parent cannot be built upon: a run without it may succeed.
    [[nodiscard]] bool parentLost() const { return m_parentLost; }

    base::Result<BackupOutcome> run(const std::vector<base::Extent>& extents, const RestorePointRoot* parent) {
        m_parent = parent;
        m_outcome = {};
        m_outcome.diskSize.value = m_disk.size();
        m_outcome.incremental = parent != nullptr;
        m_root = {m_disk.size(), std::vector<ChunkId>(nodesOfDisk(m_disk.size()))};
        TWINSET_ASSIGN(m_plan, planChunks(extents, m_disk.size(), parent != nullptr));
        m_toRead = 0;
        for (std::size_t i = 0; i < m_plan.size(); ++i)
            if (m_plan[i] == ChunkPlan::Read) m_toRead += lengthOf(i);
        TWINSET_TRY(keepWholeNodes());
        for (std::uint64_t index = 0; index < m_root.nodes.size(); ++index)
            if (!isKept(index)) TWINSET_TRY(walkNode(index));
        while (!m_open.empty() || !m_ready.empty()) TWINSET_TRY(flush());
        TWINSET_ASSIGN(const auto stored, uploadChunks({writeRoot(m_root)}, m_codec, m_sink));
        count(stored);
        m_outcome.root = stored.ids.front();
        return m_outcome;
    }

private:
    struct OpenNode {
        std::uint64_t index = 0;
        std::vector<ChunkId> ids;
        std::vector<ChunkId> before;  // of the parent
        std::size_t pending = 0;      // chunks in the batch, or not read yet
    };
    struct PendingChunk {
        OpenNode* node = nullptr;
        std::size_t slot = 0;
        base::BytesView plain;
    };
    struct ReadyNode {
        std::uint64_t index = 0;
        base::Bytes bytes;
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
        if (kept.empty()) return {};
        TWINSET_ASSIGN(const auto lost, m_sink.missing(kept));
        m_parentLost = !lost.empty();
        if (!m_parentLost) return {};
        return {base::ErrorCode::NotFound, "the store has lost a node of the parent: " + lost.front().hex()};
    }

    base::Result<void> walkNode(std::uint64_t index) {
        const auto chunks = chunksInNode(m_root.diskSize, index);
        auto& node =
            m_open.emplace_back(OpenNode{index, std::vector<ChunkId>(chunks), std::vector<ChunkId>(chunks), 0});
        if (m_parent != nullptr) {
            auto before = readNodeOf(*m_parent, index, m_codec, m_source);
            m_parentLost = !before && isLoss(before.error());
            if (!before) return before.error();
            node.before = std::move(*before);
        }
        const auto first = index * kChunksInNode;
        for (std::size_t slot = 0; slot < chunks; ++slot) {
            if (m_plan[first + slot] == ChunkPlan::Keep) node.ids[slot] = node.before[slot];
            if (m_plan[first + slot] == ChunkPlan::Zero) settle(node, slot, ChunkId());
            if (m_plan[first + slot] == ChunkPlan::Read) ++node.pending;
        }
        for (std::size_t slot = 0; slot < chunks;) {
            if (m_plan[first + slot] != ChunkPlan::Read) {
                ++slot;
                continue;
            }
            TWINSET_ASSIGN(const auto taken, readRun(node, slot));
            slot += taken;
        }
        closeNodes();
        return {};
    }

    /// Reads neighbouring chunks from `slot` on, as many as the batch has room for. Returns how many.
    base::Result<std::size_t> readRun(OpenNode& node, std::size_t slot) {
        while (room() == 0) TWINSET_TRY(flush());
        const auto first = node.index * kChunksInNode + slot;
        std::size_t taken = 0;
        std::size_t length = 0;
        while (taken < room() && slot + taken < node.ids.size() && m_plan[first + taken] == ChunkPlan::Read)
            length += lengthOf(first + taken++);
        auto read = m_disk.read(first * kChunkSize, length);
        if (!read)
            return read.error().withContext("cannot read the disk at byte " + std::to_string(first * kChunkSize));
        if (read->size() != length) return {base::ErrorCode::Internal, "the disk gave fewer bytes than asked for"};
        const base::BytesView bytes = m_buffers.emplace_back(std::move(*read));
        m_outcome.bytesRead.value += length;
        for (std::size_t i = 0; i < taken; ++i) {
            const auto plain = bytes.substr(i * kChunkSize, kChunkSize);
            if (allZero(plain)) {
                settle(node, slot + i, ChunkId());
                --node.pending;
            } else {
                m_chunks.push_back({&node, slot + i, plain});
            }
        }
        if (m_progress && !m_progress(m_outcome.bytesRead.value, m_toRead))
            return {base::ErrorCode::Cancelled,
                    "the backup was cancelled; what is stored already will not be sent again"};
        return taken;
    }

    [[nodiscard]] std::size_t room() const {
        const auto used = m_chunks.size() + m_ready.size();
        return used < kMostChunksStored ? kMostChunksStored - used : 0;
    }

    void settle(OpenNode& node, std::size_t slot, const ChunkId& id) {
        node.ids[slot] = id;
        if (node.before[slot] != id) m_outcome.bytesChanged.value += lengthOf(node.index * kChunksInNode + slot);
    }

    /// Stores the batch: nodes that are ready first, then the chunks.
    base::Result<void> flush() {
        std::vector<base::BytesView> plains;
        const auto nodes = std::min(m_ready.size(), kMostChunksStored - m_chunks.size());
        for (std::size_t i = 0; i < nodes; ++i) plains.push_back(m_ready[i].bytes);
        for (const auto& chunk : m_chunks) plains.push_back(chunk.plain);
        TWINSET_ASSIGN(const auto stored, uploadChunks(plains, m_codec, m_sink));
        count(stored);
        for (std::size_t i = 0; i < nodes; ++i) m_root.nodes[m_ready[i].index] = stored.ids[i];
        for (std::size_t i = 0; i < m_chunks.size(); ++i) {
            settle(*m_chunks[i].node, m_chunks[i].slot, stored.ids[nodes + i]);
            --m_chunks[i].node->pending;
        }
        m_ready.erase(m_ready.begin(), m_ready.begin() + static_cast<std::ptrdiff_t>(nodes));
        m_chunks.clear();
        m_buffers.clear();
        closeNodes();
        return {};
    }

    void closeNodes() {
        for (auto node = m_open.begin(); node != m_open.end();) {
            if (node->pending != 0) {
                ++node;
                continue;
            }
            const bool zero =
                std::all_of(node->ids.begin(), node->ids.end(), [](const ChunkId& id) { return id.isZero(); });
            if (!zero) m_ready.push_back({node->index, writeNode(node->ids)});
            node = m_open.erase(node);
        }
    }

    void count(const UploadedChunks& stored) {
        m_outcome.bytesUploaded.value += stored.uploadedBytes;
        m_outcome.chunksUploaded += stored.uploadedChunks;
    }

    base::BlockReader& m_disk;
    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    ChunkSink& m_sink;
    const Progress& m_progress;
    const RestorePointRoot* m_parent = nullptr;
    bool m_parentLost = false;
    std::vector<ChunkPlan> m_plan;
    std::uint64_t m_toRead = 0;
    RestorePointRoot m_root;
    BackupOutcome m_outcome;
    std::list<OpenNode> m_open;
    std::vector<PendingChunk> m_chunks;
    std::deque<base::Bytes> m_buffers;  // what m_chunks points into
    std::deque<ReadyNode> m_ready;
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
