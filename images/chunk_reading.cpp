#include "images/chunk_reading.h"

#include <map>
#include <optional>

#include "images/two_threads.h"

namespace images {

base::Result<ReadChunks> readChunks(const std::vector<ChunkId>& ids, const ChunkCodec& codec, ChunkSource& source) {
    ReadChunks read;
    if (ids.empty()) return read;
    TWINSET_ASSIGN(const auto blobs, source.fetch(ids));
    if (blobs.size() != ids.size())
        return {base::ErrorCode::Corrupt, "the chunk store sent another number of chunks than asked for"};
    std::vector<std::optional<base::Result<base::Bytes>>> decoded(ids.size());
    onTwoThreads(ids.size(), [&](std::size_t i) { decoded[i] = codec.decode(ids[i], blobs[i]); });
    for (std::size_t i = 0; i < ids.size(); ++i) {
        TWINSET_ASSIGN(auto plain, std::move(*decoded[i]));
        read.plains.push_back(std::move(plain));
        read.fetchedBytes += blobs[i].size();
    }
    return read;
}

base::Result<base::Bytes> readChunk(const ChunkId& id, const ChunkCodec& codec, ChunkSource& source) {
    TWINSET_ASSIGN(auto read, readChunks({id}, codec, source));
    return std::move(read.plains.front());
}

base::Result<RestorePointRoot> readRestorePoint(const ChunkId& id, const ChunkCodec& codec, ChunkSource& source) {
    const auto read = [&]() -> base::Result<RestorePointRoot> {
        TWINSET_ASSIGN(const auto bytes, readChunk(id, codec, source));
        return readRoot(bytes);
    };
    return read().withContext("cannot read restore point " + id.hex());
}

base::Result<std::vector<ChunkId>> readNodeOf(const RestorePointRoot& root, std::uint64_t index,
                                              const ChunkCodec& codec, ChunkSource& source) {
    TWINSET_ASSIGN(auto nodes, readNodesOf(root, {index}, codec, source));
    return std::move(nodes.front());
}

base::Result<std::vector<std::vector<ChunkId>>> readNodesOf(const RestorePointRoot& root,
                                                            const std::vector<std::uint64_t>& indexes,
                                                            const ChunkCodec& codec, ChunkSource& source) {
    std::map<ChunkId, base::Bytes> content;
    for (const auto index : indexes)
        if (!root.nodes[index].isZero()) content[root.nodes[index]];
    std::vector<ChunkId> ids;
    for (const auto& [id, bytes] : content) ids.push_back(id);
    TWINSET_ASSIGN(auto read, readChunks(ids, codec, source));
    for (std::size_t i = 0; i < ids.size(); ++i) content[ids[i]] = std::move(read.plains[i]);
    std::vector<std::vector<ChunkId>> nodes;
    for (const auto index : indexes) {
        const auto count = chunksInNode(root.diskSize, index);
        nodes.emplace_back(count);
        if (root.nodes[index].isZero()) continue;
        TWINSET_ASSIGN(nodes.back(), readNode(content[root.nodes[index]], count));
    }
    return nodes;
}

}  // namespace images
