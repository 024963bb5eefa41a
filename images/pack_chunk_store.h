// The chunk store over pack files. Callers use openChunkStore(); this header is for the tests, which want small packs.
#pragma once

#include "images/chunk_store.h"

namespace images {

struct PackLimits {
    std::uint64_t packBytes = 256ULL * 1024 * 1024;  // a pack takes no more records than fit this; at most 256 MiB
};

base::Result<std::unique_ptr<ChunkStore>> openPackChunkStore(base::FileSystem& fileSystem,
                                                             const std::filesystem::path& directory, PackLimits limits);

}  // namespace images
