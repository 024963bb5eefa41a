// A chunk list: the ids that a restore point needs, for whoever keeps its chunks without being able to read it. The list's
// chunks are of the public kind and hold nothing but ids:
//
//   leaf   up to 8,192 ids of 32 bytes, one after the other
//   head   "TWCL", version 1 (4 bytes), how many ids there are (8 bytes), the ids of the leaves
//
// Numbers are little-endian. The ids rise, so that the list says nothing of where on the disk a chunk lies. The id of the
// head names the list.
//
// Rejected: the list in the result of the operation (a message has 64 KiB, a disk of 16 GiB 2 MiB of ids); the gateway
// keeping every chunk that was ever sent (nothing would ever be freed).
#pragma once

#include "images/chunk.h"

namespace images {

/// Stores the list, which is durable on return; answers its id. `ids` may come in any order.
base::Result<ChunkId> storeChunkList(std::vector<ChunkId> ids, ChunkSink& sink);

struct ChunkList {
    std::vector<ChunkId> ids;  // rising
    std::vector<ChunkId> own;  // of the list itself, head and leaves
};

/// NotFound or Corrupt when it cannot be read.
base::Result<ChunkList> readChunkList(const ChunkId& list, ChunkSource& source);

}  // namespace images
