#include "images/chunk_list.h"

#include <algorithm>

#include "images/byte_order.h"
#include "images/chunk_reading.h"
#include "images/chunk_upload.h"
#include "images/restore_point_codec.h"

namespace images {
namespace {

constexpr std::string_view kListMagic = "TWCL";
constexpr std::uint32_t kListVersion = 1;
constexpr std::size_t kListHeader = 16;
constexpr std::size_t kIdsInLeaf = kChunkSize / ChunkId::kSize;
/// Of the largest disk that can be backed up: its chunks, its nodes, its root.
constexpr std::uint64_t kMostIdsInList = kMostNodes * kChunksInNode + kMostNodes + 1;

const ChunkCodec& listCodec() {
    static const ChunkCodec codec{ChunkKeys{}};
    return codec;
}

base::Error noList(const ChunkId& list) { return {base::ErrorCode::Corrupt, "chunk " + list.hex() + " is no list of chunks"}; }

}  // namespace

base::Result<ChunkId> storeChunkList(std::vector<ChunkId> ids, ChunkSink& sink) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    base::Bytes head(kListMagic);
    appendLittleEndian(head, kListVersion);
    appendLittleEndian(head, std::uint64_t{ids.size()});
    for (std::size_t from = 0; from < ids.size(); from += kIdsInLeaf) {
        const auto to = std::min(ids.size(), from + kIdsInLeaf);
        const auto leaf = writeNode({ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(to)});
        TWINSET_ASSIGN(const auto stored, uploadChunks({leaf}, listCodec(), sink));
        head += stored.ids.front().bytes();
    }
    TWINSET_ASSIGN(const auto stored, uploadChunks({head}, listCodec(), sink));
    return stored.ids.front();
}

base::Result<ChunkList> readChunkList(const ChunkId& list, ChunkSource& source) {
    TWINSET_ASSIGN(const auto head, readChunk(list, listCodec(), source));
    if (head.size() < kListHeader || !head.starts_with(kListMagic)) return noList(list);
    if (readLittleEndian<std::uint32_t>(head, 4) != kListVersion) return noList(list);
    const auto count = readLittleEndian<std::uint64_t>(head, 8);
    const auto leaves = (count + kIdsInLeaf - 1) / kIdsInLeaf;
    if (count == 0 || count > kMostIdsInList) return noList(list);
    TWINSET_ASSIGN(auto own, readNode(base::BytesView(head).substr(kListHeader), leaves));
    ChunkList read;
    for (std::size_t i = 0; i < own.size(); ++i) {
        TWINSET_ASSIGN(const auto bytes, readChunk(own[i], listCodec(), source));
        TWINSET_ASSIGN(const auto ids, readNode(bytes, std::min<std::uint64_t>(kIdsInLeaf, count - i * kIdsInLeaf)));
        read.ids.insert(read.ids.end(), ids.begin(), ids.end());
    }
    // Rising without a repetition, and no zeros, which stand for no chunk.
    const auto falls = std::adjacent_find(read.ids.begin(), read.ids.end(), [](const auto& a, const auto& b) { return !(a < b); });
    if (falls != read.ids.end() || read.ids.front().isZero()) return noList(list);
    read.own = std::move(own);
    read.own.push_back(list);
    return read;
}

}  // namespace images
