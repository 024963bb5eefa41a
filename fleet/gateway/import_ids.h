// ImportIds: which chunks the disk of an import is made of, as far as it has come. A file for each import, 32 bytes for
// each chunk of the disk at the chunk's place (a hole: zeros), so that an import goes on after the death of either end
// and takes no memory. Any thread; of one import one call at a time.
#pragma once

#include <filesystem>
#include <vector>

#include "base/file_system.h"
#include "base/ids.h"
#include "images/chunk.h"

namespace fleet {

class ImportIds {
public:
    /// `directory` is made when it is needed.
    ImportIds(base::FileSystem& files, std::filesystem::path directory)
        : m_files(files), m_directory(std::move(directory)) {}
    /// Durable on return.
    base::Result<void> put(const base::OperationId& import, std::uint64_t firstChunk,
                           const std::vector<images::ChunkId>& ids);
    /// Zero ids where nothing was put.
    base::Result<std::vector<images::ChunkId>> get(const base::OperationId& import, std::uint64_t firstChunk,
                                                   std::size_t count);
    base::Result<void> forget(const base::OperationId& import);
    /// Forgets all but these.
    base::Result<void> keepOnly(const std::vector<base::OperationId>& live);

private:
    [[nodiscard]] std::filesystem::path fileOf(const base::OperationId& import) const {
        return m_directory / import.text();
    }
    base::FileSystem& m_files;
    const std::filesystem::path m_directory;
};

}  // namespace fleet
