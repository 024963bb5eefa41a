// Hashing, compressing and sending of a batch of chunks: the one loop that packing and backing up have in common.
#pragma once

#include <cstdint>
#include <vector>

#include "images/chunk.h"

namespace images {

struct UploadedChunks {
    std::vector<ChunkId> ids;         // of the chunks given, in their order
    std::uint64_t uploadedBytes = 0;  // blobs that the sink lacked
    std::uint64_t uploadedChunks = 0;
};

/// Stores those of `plains` (at most kMostChunksStored) that `sink` lacks: asks first, then encodes on two threads only
/// what is wanted. Durable on return.
base::Result<UploadedChunks> uploadChunks(const std::vector<base::BytesView>& plains, const ChunkCodec& codec,
                                          ChunkSink& sink);

}  // namespace images
