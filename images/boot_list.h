// BootList: which chunks of its data disk a guest read while it booted, in the order in which it first asked for them. They are
// numbers of places on the disk, not ids of content: most places stay where they are from one restore point to the next,
// and a number tells nobody anything of what somebody else stored.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace images {

/// Numbers of chunks on a disk (offset / kChunkSize).
using ChunkNumbers = std::vector<std::uint32_t>;
/// 250 MiB of disk: what is fetched ahead of a guest has to fit where it is kept until the guest asks for it.
inline constexpr std::size_t kMostBootChunks = 1000;

/// InvalidInput, saying what is wrong, unless the list has 1 to kMostBootChunks different chunks of a disk of that size.
base::Result<void> checkBootList(const ChunkNumbers& chunks, std::uint64_t diskSize);

base::Json bootListJson(const ChunkNumbers& chunks);
/// An array member with at most kMostBootChunks numbers of chunks that the largest disk can have; an error of the reader otherwise.
ChunkNumbers readBootList(base::ObjectReader& reader, std::string_view name);

}  // namespace images
