// ChunkCache: blobs that were fetched, kept in one file beside the phone's data, the oldest making room for the newest.
// A chunk that booting read, or that was fetched ahead, is then there when the disk is filled and does not travel twice.
// The blobs are as the store has them, so encrypted. What is in the file is known in memory only: after a restart the
// cache is empty, since by then the disk itself holds what was read.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/file_system.h"
#include "images/chunk.h"

namespace agent {

/// Any thread.
class ChunkCache {
public:
    /// Begins with an empty file at `path`. `fileSystem` must outlive the cache.
    static base::Result<std::unique_ptr<ChunkCache>> create(base::FileSystem& fileSystem, std::filesystem::path path,
                                                            base::ByteCount most);
    /// Removes the file.
    ~ChunkCache();
    ChunkCache(const ChunkCache&) = delete;
    ChunkCache& operator=(const ChunkCache&) = delete;

    /// A blob that cannot be written, because the disk is full, is not kept; nobody needs to know.
    void put(const images::ChunkId& id, base::BytesView blob);
    [[nodiscard]] bool has(const images::ChunkId& id) const;
    /// As it was put; nullopt when it is not there (any more) or cannot be read. The caller checks its content.
    std::optional<base::Bytes> blob(const images::ChunkId& id);

private:
    struct Place {
        std::uint64_t offset = 0;
        std::size_t length = 0;
        [[nodiscard]] std::uint64_t end() const { return offset + length; }
    };

    ChunkCache(base::FileSystem& fileSystem, std::filesystem::path path, base::ByteCount most)
        : m_fileSystem(fileSystem), m_path(std::move(path)), m_most(most.value) {}
    void dropOldest();
    void makeRoom(std::size_t length);

    base::FileSystem& m_fileSystem;
    const std::filesystem::path m_path;
    const std::uint64_t m_most;
    mutable std::mutex m_mutex;
    std::unique_ptr<base::File> m_file;
    std::unordered_map<images::ChunkId, Place, base::DigestHash> m_places;
    std::deque<images::ChunkId> m_order;  // the oldest in front
    std::uint64_t m_next = 0;             // where the next blob goes; all kept ones from here on are older than those before
};

}  // namespace agent
