#include "images/restore_point_reader.h"

#include <algorithm>

#include "images/chunk_reading.h"

namespace images {
namespace {

constexpr std::size_t kMostKeptNodes = 64;
constexpr std::size_t kMostKeptChunks = 64;
// Chunks that one read() asks the source for at once; fewer than are kept, so that none is dropped before it is copied.
constexpr std::size_t kMostFetchedChunks = 16;

}  // namespace

template <typename Key, typename Value, typename Hash>
const Value* RestorePointReader::Recent<Key, Value, Hash>::find(const Key& key) {
    const auto found = places.find(key);
    if (found == places.end()) return nullptr;
    entries.splice(entries.begin(), entries, found->second);
    return &found->second->second;
}

template <typename Key, typename Value, typename Hash>
const Value& RestorePointReader::Recent<Key, Value, Hash>::keep(const Key& key, Value value, std::size_t most) {
    entries.emplace_front(key, std::move(value));
    places[key] = entries.begin();
    if (entries.size() > most) {
        places.erase(entries.back().first);
        entries.pop_back();
    }
    return entries.front().second;
}

base::Result<std::unique_ptr<RestorePointReader>> RestorePointReader::open(const ChunkId& root, const ChunkCodec& codec,
                                                                           ChunkSource& source) {
    TWINSET_ASSIGN(auto read, readRestorePoint(root, codec, source));
    return std::unique_ptr<RestorePointReader>(new RestorePointReader(std::move(read), codec, source));
}

base::Result<ChunkId> RestorePointReader::idAt(std::uint64_t chunk) {
    const auto index = chunk / kChunksInNode;
    const auto slot = chunk % kChunksInNode;
    if (const auto* node = m_nodes.find(index)) return (*node)[slot];
    TWINSET_ASSIGN(auto node, readNodeOf(m_root, index, m_codec, m_source));
    return m_nodes.keep(index, std::move(node), kMostKeptNodes)[slot];
}

base::Result<void> RestorePointReader::fetchAbsent(std::uint64_t firstChunk, std::uint64_t lastChunk) {
    std::vector<ChunkId> absent;
    for (auto chunk = firstChunk; chunk <= lastChunk; ++chunk) {
        TWINSET_ASSIGN(const auto id, idAt(chunk));
        // find() also moves what is there to the front, so that keeping the others does not drop it.
        if (!id.isZero() && m_chunks.find(id) == nullptr && std::find(absent.begin(), absent.end(), id) == absent.end())
            absent.push_back(id);
    }
    TWINSET_ASSIGN(auto read, readChunks(absent, m_codec, m_source));
    for (std::size_t i = 0; i < absent.size(); ++i)
        m_chunks.keep(absent[i], std::move(read.plains[i]), kMostKeptChunks);
    return {};
}

base::Result<base::Bytes> RestorePointReader::read(std::uint64_t offset, std::size_t length) {
    if (offset > size() || length > size() - offset)
        return {base::ErrorCode::InvalidInput, "the restore point's disk ends at byte " + std::to_string(size())};
    base::Bytes bytes(length, '\0');
    const auto end = offset + length;
    for (auto at = offset; at < end;) {
        const auto firstChunk = at / kChunkSize;
        const auto lastChunk = std::min((end - 1) / kChunkSize, firstChunk + kMostFetchedChunks - 1);
        TWINSET_TRY(fetchAbsent(firstChunk, lastChunk));
        for (auto chunk = firstChunk; chunk <= lastChunk; ++chunk) {
            const auto start = chunk * kChunkSize;
            const auto stop = std::min({end, size(), start + kChunkSize});
            TWINSET_ASSIGN(const auto id, idAt(chunk));
            if (!id.isZero()) {
                const auto* plain = m_chunks.find(id);
                if (plain->size() != std::min<std::uint64_t>(kChunkSize, size() - start))
                    return {base::ErrorCode::Corrupt,
                            "chunk " + id.hex() + " does not fit where the restore point puts it"};
                std::copy_n(plain->begin() + static_cast<std::ptrdiff_t>(at - start), stop - at,
                            bytes.begin() + static_cast<std::ptrdiff_t>(at - offset));
            }
            at = stop;
        }
    }
    return bytes;
}

base::Result<base::Extent> RestorePointReader::nextData(std::uint64_t offset, std::uint64_t most) {
    base::Extent data{size(), 0, false, true};
    for (auto chunk = offset / kChunkSize; chunk < chunksOfDisk(size());) {
        const auto index = chunk / kChunksInNode;
        if (m_root.nodes[index].isZero()) {
            if (data.length > 0) break;
            chunk = (index + 1) * kChunksInNode;
            continue;
        }
        TWINSET_ASSIGN(const auto id, idAt(chunk));
        const auto start = chunk * kChunkSize;
        const auto length = std::min<std::uint64_t>(kChunkSize, size() - start);
        if (!id.isZero() && data.length == 0) data.offset = start;
        if (data.length > 0 && (id.isZero() || data.length + length > most)) break;
        if (!id.isZero()) data.length += length;
        ++chunk;
    }
    return data;
}

base::Result<std::vector<base::Extent>> RestorePointReader::extents() {
    std::vector<base::Extent> extents;
    for (std::uint64_t chunk = 0; chunk < chunksOfDisk(size()); ++chunk) {
        TWINSET_ASSIGN(const auto id, idAt(chunk));
        const auto offset = chunk * kChunkSize;
        const auto length = std::min<std::uint64_t>(kChunkSize, size() - offset);
        if (!extents.empty() && extents.back().zero == id.isZero()) {
            extents.back().length += length;
        } else {
            extents.push_back({offset, length, id.isZero(), true});
        }
    }
    return extents;
}

}  // namespace images
