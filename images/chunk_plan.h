// What a backup does with each chunk of a disk, derived from the disk's extents.
#pragma once

#include <vector>

#include "base/block_device.h"
#include "base/result.h"

namespace images {

enum class ChunkPlan : unsigned char {
    Keep,  // unchanged since the parent
    Zero,  // reads as zeros
    Read,
};

/// One entry a chunk. A chunk that an extent touches in part is read whole. With `incremental` false, every extent
/// counts as changed. InvalidInput when the extents do not cover [0, diskSize) in order and without gaps.
base::Result<std::vector<ChunkPlan>> planChunks(const std::vector<base::Extent>& extents, std::uint64_t diskSize,
                                                bool incremental);

}  // namespace images
