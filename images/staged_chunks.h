// Chunks that lie on disk already, in releases that were staged before.
#pragma once

#include <filesystem>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/file_system.h"
#include "images/release.h"

namespace images {

class StagedChunks {
public:
    explicit StagedChunks(base::FileSystem& fileSystem) : m_fileSystem(fileSystem) {}
    /// Adds the chunks of a staged release. A directory that is none is passed over: reuse saves time and nothing else.
    void add(const std::filesystem::path& directory);
    /// The content of a chunk, checked against its id; nothing when no release has it (any more).
    std::optional<base::Bytes> read(const ChunkId& id, const ChunkCodec& codec);

private:
    struct Place {
        std::size_t file = 0;
        std::uint64_t offset = 0;
        std::size_t length = 0;
    };
    struct StagedFile {
        std::filesystem::path path;
        std::unique_ptr<base::File> file;
    };
    base::FileSystem& m_fileSystem;
    std::vector<StagedFile> m_files;
    std::unordered_map<ChunkId, Place, base::DigestHash> m_places;
};

}  // namespace images
