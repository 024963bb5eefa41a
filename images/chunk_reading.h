// Fetching and decoding of chunks: the counterpart of chunk_upload.h.
#pragma once

#include "images/chunk.h"
#include "images/restore_point_codec.h"

namespace images {

struct ReadChunks {
    std::vector<base::Bytes> plains;  // in the order of the ids asked for
    std::uint64_t fetchedBytes = 0;   // of blobs
};

/// Fetches (at most 64, not twice the same) and decodes on two threads. NotFound or Corrupt names the chunk.
base::Result<ReadChunks> readChunks(const std::vector<ChunkId>& ids, const ChunkCodec& codec, ChunkSource& source);
/// One chunk.
base::Result<base::Bytes> readChunk(const ChunkId& id, const ChunkCodec& codec, ChunkSource& source);
/// The root of a restore point; errors say so.
base::Result<RestorePointRoot> readRestorePoint(const ChunkId& id, const ChunkCodec& codec, ChunkSource& source);
/// The ids that node `index` lists; all zero ids when it is a node of zeros.
base::Result<std::vector<ChunkId>> readNodeOf(const RestorePointRoot& root, std::uint64_t index,
                                              const ChunkCodec& codec, ChunkSource& source);
/// The same of several (at most 64) in one request.
base::Result<std::vector<std::vector<ChunkId>>> readNodesOf(const RestorePointRoot& root,
                                                            const std::vector<std::uint64_t>& indexes,
                                                            const ChunkCodec& codec, ChunkSource& source);

}  // namespace images
