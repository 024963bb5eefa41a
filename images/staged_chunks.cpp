#include "images/staged_chunks.h"

#include <algorithm>

namespace images {

void StagedChunks::add(const std::filesystem::path& directory) {
    const auto bytes = m_fileSystem.readFile(directory / kPartsFileName);
    if (!bytes) return;
    const auto manifest = readManifest(*bytes);
    if (!manifest) return;
    for (const auto& part : manifest->parts) {
        m_files.push_back({directory / part.name, nullptr});
        for (std::size_t i = 0; i < part.chunks.size(); ++i) {
            const std::uint64_t offset = std::uint64_t{i} * kChunkSize;
            const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(kChunkSize, part.size.value - offset));
            if (part.chunks[i]) m_places.try_emplace(*part.chunks[i], Place{m_files.size() - 1, offset, length});
        }
    }
}

std::optional<base::Bytes> StagedChunks::read(const ChunkId& id, const ChunkCodec& codec) {
    const auto found = m_places.find(id);
    if (found == m_places.end()) return std::nullopt;
    auto& staged = m_files[found->second.file];
    if (!staged.file) {
        auto opened = m_fileSystem.open(staged.path, base::OpenMode::Read);
        if (!opened) return std::nullopt;
        staged.file = std::move(*opened);
    }
    auto bytes = staged.file->readAt(found->second.offset, found->second.length);
    if (!bytes || codec.idOf(*bytes) != id) return std::nullopt;
    return std::move(*bytes);
}

}  // namespace images
