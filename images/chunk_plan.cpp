#include "images/chunk_plan.h"

#include "images/restore_point_codec.h"

namespace images {

base::Result<std::vector<ChunkPlan>> planChunks(const std::vector<base::Extent>& extents, std::uint64_t diskSize,
                                                bool incremental) {
    const auto count = chunksOfDisk(diskSize);
    std::vector<bool> changed(count);
    std::vector<bool> data(count);
    std::uint64_t at = 0;
    for (const auto& extent : extents) {
        if (extent.offset != at || extent.length == 0 || extent.length > diskSize - at)
            return {base::ErrorCode::InvalidInput,
                    "the disk's map has a gap, or reaches beyond its end, at byte " + std::to_string(at)};
        at += extent.length;
        for (auto chunk = extent.offset / kChunkSize; chunk <= (at - 1) / kChunkSize; ++chunk) {
            if (extent.changed || !incremental) changed[chunk] = true;
            if (!extent.zero) data[chunk] = true;
        }
    }
    if (at != diskSize)
        return {base::ErrorCode::InvalidInput,
                "the disk's map ends at byte " + std::to_string(at) + ", before the disk does"};
    std::vector<ChunkPlan> plan(count, ChunkPlan::Keep);
    for (std::size_t i = 0; i < count; ++i)
        if (changed[i]) plan[i] = data[i] ? ChunkPlan::Read : ChunkPlan::Zero;
    return plan;
}

}  // namespace images
