// ChunkStore: chunks on disk. Callers know nothing of the format, which lives in pack_codec; a damaged index or a torn
// write at the end of a pack is mended when the store opens. Safe from any thread; one process at a time (locked).
#pragma once

#include <filesystem>
#include <memory>

#include "base/file_system.h"
#include "images/chunk.h"

namespace images {

struct ChunkStoreStatistics {
    std::uint64_t chunks = 0;
    base::ByteCount storedBytes;
};

struct ChunkProblem {
    ChunkId id;
    std::string what;
};

/// A chunk that fetch() or verify() found damaged counts as missing: storing it again mends it.
class ChunkStore : public ChunkSource, public ChunkSink {
public:
    [[nodiscard]] virtual ChunkStoreStatistics statistics() const = 0;
    /// Reads back every blob and checks it against its stored checksum; names what is damaged. A stretch of a pack in
    /// which no chunk can be recognised any more is a problem with the zero id. Other calls go on meanwhile.
    virtual base::Result<std::vector<ChunkProblem>> verify() = 0;
};

/// Opens or creates. `fileSystem` must outlive the store. Conflict when another process has it open; InvalidInput when
/// a newer version made it. Damage does not keep it from opening: what is torn at the end is cut off (it was never
/// acknowledged); a damaged stretch elsewhere costs the chunks in it, is logged, and verify() names it.
base::Result<std::unique_ptr<ChunkStore>> openChunkStore(base::FileSystem& fileSystem,
                                                         const std::filesystem::path& directory);

}  // namespace images
