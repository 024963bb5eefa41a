#include "agent/instant/restore_point_source.h"

#include <algorithm>

namespace agent {
namespace {

using images::ChunkId;
using images::kChunkSize;
using images::kChunksInNode;

constexpr std::size_t kMostNodesKept = 64;
constexpr std::size_t kReadAhead = 8 * 1024 * 1024 / kChunkSize;  // chunks
constexpr std::uint64_t kInOrder = 1024 * 1024;  // a reader that has read so much in order goes on so
constexpr std::uint64_t kNearby = 2 * 1024 * 1024;  // requests of one reader overtake each other by no more

}  // namespace

base::Result<std::shared_ptr<RestorePointSource>> RestorePointSource::open(const ChunkId& root, std::unique_ptr<ChunkFetcher> fetcher) {
    const auto bytes = fetcher->get(root);
    if (!bytes) return bytes.error().withContext("cannot read restore point " + root.hex());
    auto read = images::readRoot(**bytes);
    if (!read) return read.error().withContext("cannot read restore point " + root.hex());
    if (read->diskSize % 512 != 0)
        return {base::ErrorCode::InvalidInput, "the restore point's disk is not made of whole sectors of 512 bytes"};
    std::shared_ptr<RestorePointSource> source(new RestorePointSource(std::move(*read), std::move(fetcher)));
    source->m_noted.resize(images::chunksOfDisk(source->size()));
    return source;
}

RestorePointSource::~RestorePointSource() {
    m_fetcher->stop();
    if (m_prefetching.joinable()) m_prefetching.join();
}

base::Result<RestorePointSource::Node> RestorePointSource::node(std::uint64_t index) {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_nodes.find(index); found != m_nodes.end()) return found->second;
    }
    const auto count = images::chunksInNode(size(), index);
    const auto& id = m_root.nodes[index];
    std::vector<ChunkId> ids(count);
    if (!id.isZero()) {
        TWINSET_ASSIGN(const auto bytes, m_fetcher->get(id));
        TWINSET_ASSIGN(ids, images::readNode(*bytes, count));
    }
    Node made = std::make_shared<const std::vector<ChunkId>>(std::move(ids));
    const std::lock_guard lock(m_mutex);
    if (m_nodes.size() >= kMostNodesKept) m_nodes.erase(index < m_nodes.begin()->first ? std::prev(m_nodes.end()) : m_nodes.begin());
    m_nodes[index] = made;
    return made;
}

base::Result<ChunkId> RestorePointSource::idAt(std::uint64_t chunk) {
    TWINSET_ASSIGN(const auto ids, node(chunk / kChunksInNode));
    return (*ids)[chunk % kChunksInNode];
}

base::Result<void> RestorePointSource::checkRange(std::uint64_t offset, std::uint64_t length) const {
    if (offset <= size() && length <= size() - offset) return {};
    return {base::ErrorCode::InvalidInput, "the restore point's disk ends at byte " + std::to_string(size())};
}

base::Result<base::Bytes> RestorePointSource::read(std::uint64_t offset, std::size_t length) {
    TWINSET_TRY(checkRange(offset, length));
    base::Bytes bytes(length, '\0');
    if (length == 0) return bytes;
    const auto end = offset + length;
    const auto first = offset / kChunkSize, last = (end - 1) / kChunkSize;
    std::vector<ChunkId> ids;
    for (auto chunk = first; chunk <= last; ++chunk) {
        TWINSET_ASSIGN(ids.emplace_back(), idAt(chunk));
        if (!ids.back().isZero()) note(chunk);
    }
    if (ids.size() > 1) m_fetcher->want(ids, true);
    readAhead(offset, end);
    for (auto chunk = first; chunk <= last; ++chunk) {
        const auto& id = ids[chunk - first];
        if (id.isZero()) continue;
        TWINSET_ASSIGN(const auto plain, m_fetcher->get(id));
        const auto start = chunk * kChunkSize;
        if (plain->size() != std::min<std::uint64_t>(kChunkSize, size() - start))
            return {base::ErrorCode::Corrupt, "chunk " + id.hex() + " does not fit where the restore point puts it"};
        const auto from = std::max(offset, start), until = std::min<std::uint64_t>(end, start + plain->size());
        bytes.replace(from - offset, until - from, *plain, from - start, until - from);
    }
    return bytes;
}

base::Result<std::vector<base::Extent>> RestorePointSource::extents(std::uint64_t offset, std::uint64_t length) {
    TWINSET_TRY(checkRange(offset, length));
    std::vector<base::Extent> extents;
    for (const auto end = offset + length; offset < end;) {
        const auto chunk = offset / kChunkSize;
        const auto id = idAt(chunk);
        // What is known is an answer, too.
        if (!id && !extents.empty()) break;
        if (!id) return id.error();
        const auto until = std::min<std::uint64_t>(end, (chunk + 1) * kChunkSize);
        if (!extents.empty() && extents.back().zero == id->isZero()) {
            extents.back().length += until - offset;
        } else {
            extents.push_back({offset, until - offset, id->isZero(), true});
        }
        offset = until;
    }
    return extents;
}

void RestorePointSource::prefetch(std::uint64_t offset, std::uint64_t length) {
    if (length == 0 || !checkRange(offset, length)) return;
    std::vector<ChunkId> ids;
    for (auto chunk = offset / kChunkSize; chunk <= (offset + length - 1) / kChunkSize; ++chunk) {
        const auto index = chunk / kChunksInNode;
        Node known;
        {
            const std::lock_guard lock(m_mutex);
            if (const auto found = m_nodes.find(index); found != m_nodes.end()) known = found->second;
        }
        // A node that is not here is fetched itself; reading it would block.
        const auto& id = known ? (*known)[chunk % kChunksInNode] : m_root.nodes[index];
        if (!id.isZero()) ids.push_back(id);
        if (!known) chunk = (index + 1) * kChunksInNode - 1;
    }
    m_fetcher->want(ids, false);
}

void RestorePointSource::prefetchBoot(std::function<images::ChunkNumbers(const std::function<bool()>& wanted)> list) {
    m_prefetching = std::thread([this, list = std::move(list)] { prefetchChunks(list([this] { return !m_fetcher->stopped(); })); });
}

void RestorePointSource::prefetchChunks(const images::ChunkNumbers& chunks) {
    std::vector<ChunkId> nodes, ids;
    for (const auto chunk : chunks) {
        const auto index = chunk / kChunksInNode;
        if (index < m_root.nodes.size() && std::find(nodes.begin(), nodes.end(), m_root.nodes[index]) == nodes.end())
            nodes.push_back(m_root.nodes[index]);
    }
    m_fetcher->want(nodes, true);
    for (const auto chunk : chunks) {
        if (chunk >= images::chunksOfDisk(size())) continue;
        if (const auto id = idAt(chunk); id && !id->isZero()) ids.push_back(*id);
    }
    m_fetcher->want(ids, false);
}

void RestorePointSource::note(std::uint64_t chunk) {
    const std::lock_guard lock(m_mutex);
    if (!m_booting || m_noted[chunk] || m_chunksRead.size() >= images::kMostBootChunks) return;
    m_noted[chunk] = true;
    m_chunksRead.push_back(static_cast<std::uint32_t>(chunk));
}

/// With the mutex held; only from nodes that are known.
bool RestorePointSource::zeroBetween(std::uint64_t from, std::uint64_t to) const {
    for (auto chunk = (from + kChunkSize - 1) / kChunkSize; chunk < to / kChunkSize; ++chunk) {
        const auto index = chunk / kChunksInNode;
        if (m_root.nodes[index].isZero()) {
            chunk = (index + 1) * kChunksInNode - 1;
            continue;
        }
        const auto known = m_nodes.find(index);
        if (known == m_nodes.end() || !(*known->second)[chunk % kChunksInNode].isZero()) return false;
    }
    return true;
}

void RestorePointSource::readAhead(std::uint64_t offset, std::uint64_t end) {
    std::vector<ChunkId> ids;
    {
        const std::lock_guard lock(m_mutex);
        const bool nearby = offset + kNearby >= m_inOrderUntil && offset <= m_inOrderUntil + kNearby;
        const bool inOrder = nearby || (offset > m_inOrderUntil && zeroBetween(m_inOrderUntil, offset));
        m_inOrder = inOrder ? m_inOrder + (end - offset) : 0;
        m_inOrderUntil = inOrder ? std::max(m_inOrderUntil, end) : end;
        if (!inOrder) m_aheadAgainAt = 0;
        if (m_inOrder < kInOrder || m_inOrderUntil < m_aheadAgainAt) return;
        auto chunk = std::max(m_aheadAgainAt == 0 ? 0 : m_aheadUntil, m_inOrderUntil) / kChunkSize;
        for (; chunk < images::chunksOfDisk(size()) && ids.size() < kReadAhead; ++chunk) {
            const auto index = chunk / kChunksInNode;
            const auto known = m_nodes.find(index);
            if (known == m_nodes.end()) {
                // The chunks follow once the node is here.
                ids.push_back(m_root.nodes[index]);
                if (!ids.back().isZero()) break;
                ids.pop_back();
                chunk = (index + 1) * kChunksInNode - 1;
                continue;
            }
            const auto& id = (*known->second)[chunk % kChunksInNode];
            if (id.isZero()) continue;
            ids.push_back(id);
            if (ids.size() <= kReadAhead / 2) m_aheadAgainAt = chunk * kChunkSize;
        }
        m_aheadUntil = chunk * kChunkSize;
    }
    m_fetcher->want(ids, false);
}

images::ChunkNumbers RestorePointSource::endBoot() {
    const std::lock_guard lock(m_mutex);
    m_booting = false;
    return m_chunksRead;
}

}  // namespace agent
