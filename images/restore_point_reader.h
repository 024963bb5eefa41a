// RestorePointReader: the disk that a restore point holds, read at any place without restoring it.
#pragma once

#include <list>
#include <unordered_map>

#include "base/block_device.h"
#include "images/chunk.h"
#include "images/restore_point_codec.h"

namespace images {

/// Fetches what is asked for and keeps the last chunks and nodes it read: at most 17 MiB, whatever the disk's size.
/// Errors of read() are those of the source; NotFound or Corrupt names the chunk. One thread at a time.
class RestorePointReader : public base::BlockReader {
public:
    /// `codec` and `source` must outlive the reader.
    static base::Result<std::unique_ptr<RestorePointReader>> open(const ChunkId& root, const ChunkCodec& codec,
                                                                  ChunkSource& source);
    [[nodiscard]] std::uint64_t size() const override { return m_root.diskSize; }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override;
    /// The first stretch at or behind `offset` that is not all zeros, in chunks, at most `most` bytes of it; of length 0 at the
    /// disk's end. `offset` is a multiple of kChunkSize. Reads only nodes, and of them none that are zeros.
    base::Result<base::Extent> nextData(std::uint64_t offset, std::uint64_t most);
    /// Reads every node of the tree.
    base::Result<std::vector<base::Extent>> extents() override;

private:
    using Node = std::vector<ChunkId>;
    template <typename Key, typename Value, typename Hash>
    struct Recent {
        std::list<std::pair<Key, Value>> entries;  // the last used in front
        std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator, Hash> places;
        const Value* find(const Key& key);
        const Value& keep(const Key& key, Value value, std::size_t most);
    };

    RestorePointReader(RestorePointRoot root, const ChunkCodec& codec, ChunkSource& source)
        : m_root(std::move(root)), m_codec(codec), m_source(source) {}
    base::Result<ChunkId> idAt(std::uint64_t chunk);
    base::Result<void> fetchAbsent(std::uint64_t firstChunk, std::uint64_t lastChunk);

    RestorePointRoot m_root;
    const ChunkCodec& m_codec;
    ChunkSource& m_source;
    Recent<std::uint64_t, Node, std::hash<std::uint64_t>> m_nodes;
    Recent<ChunkId, base::Bytes, base::DigestHash> m_chunks;
};

}  // namespace images
