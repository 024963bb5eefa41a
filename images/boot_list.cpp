#include "images/boot_list.h"

#include <nlohmann/json.hpp>
#include <unordered_set>

#include "images/restore_point_codec.h"

namespace images {
namespace {

using base::ErrorCode;

base::Error tooLong() {
    return {ErrorCode::InvalidInput, "a boot list has at most " + std::to_string(kMostBootChunks) + " chunks"};
}

}  // namespace

base::Result<void> checkBootList(const ChunkNumbers& chunks, std::uint64_t diskSize) {
    if (chunks.empty()) return {ErrorCode::InvalidInput, "the boot list names no chunk"};
    if (chunks.size() > kMostBootChunks) return tooLong();
    const auto count = chunksOfDisk(diskSize);
    std::unordered_set<std::uint32_t> seen;
    for (const auto chunk : chunks) {
        if (chunk >= count)
            return {ErrorCode::InvalidInput, "the boot list names chunk " + std::to_string(chunk) + " of a disk that has " + std::to_string(count)};
        if (!seen.insert(chunk).second)
            return {ErrorCode::InvalidInput, "the boot list names chunk " + std::to_string(chunk) + " twice"};
    }
    return {};
}

base::Json bootListJson(const ChunkNumbers& chunks) { return chunks; }

ChunkNumbers readBootList(base::ObjectReader& reader, std::string_view name) {
    ChunkNumbers chunks;
    reader.array(name, [&](const base::Json& element) -> base::Result<void> {
        if (chunks.size() == kMostBootChunks) return tooLong();
        if (!element.is_number_unsigned() || element.get<std::uint64_t>() >= kMostDiskSize / kChunkSize)
            return {ErrorCode::InvalidInput, "expected the number of a chunk, below " + std::to_string(kMostDiskSize / kChunkSize)};
        chunks.push_back(element.get<std::uint32_t>());
        return {};
    });
    return chunks;
}

}  // namespace images
