#include "fleet/gateway/import_ids.h"

#include <algorithm>

namespace fleet {

using images::ChunkId;

base::Result<void> ImportIds::put(const base::OperationId& import, std::uint64_t firstChunk,
                                  const std::vector<ChunkId>& ids) {
    TWINSET_TRY(m_files.createDirectories(m_directory));
    TWINSET_ASSIGN(const auto file, m_files.open(fileOf(import), base::OpenMode::CreateOrOpen));
    base::Bytes bytes;
    for (const auto& id : ids) bytes += id.bytes();
    TWINSET_TRY(file->writeAt(firstChunk * ChunkId::kSize, bytes));
    return file->sync();
}

base::Result<std::vector<ChunkId>> ImportIds::get(const base::OperationId& import, std::uint64_t firstChunk,
                                                  std::size_t count) {
    std::vector<ChunkId> ids;
    if (!m_files.exists(fileOf(import))) return std::vector<ChunkId>(count);  // a disk of zeros
    TWINSET_ASSIGN(const auto file, m_files.open(fileOf(import), base::OpenMode::Read));
    TWINSET_ASSIGN(auto bytes, file->readAt(firstChunk * ChunkId::kSize, count * ChunkId::kSize));
    bytes.resize(count * ChunkId::kSize, '\0');
    for (std::size_t i = 0; i < count; ++i) {
        TWINSET_ASSIGN(ids.emplace_back(),
                       ChunkId::fromBytes(base::BytesView(bytes).substr(i * ChunkId::kSize, ChunkId::kSize)));
    }
    return ids;
}

base::Result<void> ImportIds::forget(const base::OperationId& import) { return m_files.remove(fileOf(import)); }

base::Result<void> ImportIds::keepOnly(const std::vector<base::OperationId>& live) {
    if (!m_files.exists(m_directory)) return {};
    TWINSET_ASSIGN(const auto names, m_files.list(m_directory));
    for (const auto& name : names)
        if (std::none_of(live.begin(), live.end(), [&](const auto& id) { return id.text() == name; }))
            TWINSET_TRY(m_files.remove(m_directory / name));
    return {};
}

}  // namespace fleet
