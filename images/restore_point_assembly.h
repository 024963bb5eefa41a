// A restore point of chunks that are in the store already: its nodes and root, as an import makes them.
#pragma once

#include <functional>

#include "images/chunk.h"
#include "images/restore_point_codec.h"

namespace images {

/// Ids of the chunks of node `index`, chunksInNode() of them; the zero id: a chunk of zeros.
using NodeIds = std::function<base::Result<std::vector<ChunkId>>(std::uint64_t index)>;

/// Stores nodes and root; `stored` is told their ids before they are stored. Answers the root's.
base::Result<ChunkId> assembleRestorePoint(
    std::uint64_t diskSize, const NodeIds& idsOf, const ChunkCodec& codec, ChunkSink& sink,
    const std::function<base::Result<void>(const std::vector<ChunkId>&)>& stored);

}  // namespace images
