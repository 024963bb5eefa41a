#include "agent/instant/chunk_cache.h"

#include "base/log.h"

namespace agent {

base::Result<std::unique_ptr<ChunkCache>> ChunkCache::create(base::FileSystem& fileSystem, std::filesystem::path path,
                                                             base::ByteCount most) {
    std::unique_ptr<ChunkCache> cache(new ChunkCache(fileSystem, std::move(path), most));
    TWINSET_ASSIGN(cache->m_file, fileSystem.open(cache->m_path, base::OpenMode::CreateOrOpen));
    TWINSET_TRY(cache->m_file->truncate(0));
    return cache;
}

ChunkCache::~ChunkCache() {
    m_file.reset();
    if (const auto removed = m_fileSystem.remove(m_path); !removed) base::logWarning(removed.error().message);
}

void ChunkCache::dropOldest() {
    m_places.erase(m_order.front());
    m_order.pop_front();
}

void ChunkCache::makeRoom(std::size_t length) {
    if (m_next + length > m_most) {
        while (!m_order.empty() && m_places.at(m_order.front()).offset >= m_next) dropOldest();
        m_next = 0;
    }
    while (!m_order.empty()) {
        const auto& oldest = m_places.at(m_order.front());
        if (oldest.offset >= m_next + length || oldest.end() <= m_next) break;
        dropOldest();
    }
}

void ChunkCache::put(const images::ChunkId& id, base::BytesView blob) {
    const std::lock_guard lock(m_mutex);
    if (blob.size() > m_most || m_places.contains(id)) return;
    makeRoom(blob.size());
    if (!m_file->writeAt(m_next, blob)) return;
    m_places[id] = {m_next, blob.size()};
    m_order.push_back(id);
    m_next += blob.size();
}

bool ChunkCache::has(const images::ChunkId& id) const {
    const std::lock_guard lock(m_mutex);
    return m_places.contains(id);
}

std::optional<base::Bytes> ChunkCache::blob(const images::ChunkId& id) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(id);
    if (found == m_places.end()) return std::nullopt;
    auto read = m_file->readAt(found->second.offset, found->second.length);
    if (!read || read->size() != found->second.length) return std::nullopt;
    return std::move(*read);
}

}  // namespace agent
