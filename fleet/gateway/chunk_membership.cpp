#include "fleet/gateway/chunk_membership.h"

#include <algorithm>

#include "images/release.h"
#include "images/restore_point.h"

namespace fleet {

base::Result<std::vector<images::ChunkId>> listRelease(base::BytesView manifestBytes) {
    TWINSET_ASSIGN(const auto read, images::readManifest(manifestBytes));
    std::vector<images::ChunkId> ids;
    for (const auto& part : read.parts)
        for (const auto& chunk : part.chunks)
            if (chunk) ids.push_back(*chunk);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

base::Result<std::shared_ptr<const ChunkSet>> ChunkMembership::ofRelease(const base::Digest& manifest,
                                                                         base::BytesView manifestBytes) {
    if (auto known = find(manifest)) return known;
    TWINSET_ASSIGN(const auto ids, listRelease(manifestBytes));
    return keep(manifest, ids);
}

base::Result<std::shared_ptr<const ChunkSet>> ChunkMembership::ofRestorePoint(const images::ChunkId& root) {
    if (auto known = find(root)) return known;
    TWINSET_ASSIGN(const auto ids, listRestorePoint(root));
    return keep(root, ids);
}

base::Result<std::vector<images::ChunkId>> ChunkMembership::listRestorePoint(const images::ChunkId& root) {
    return images::restorePointChunks(root, m_codec, m_source);
}

std::shared_ptr<const ChunkSet> ChunkMembership::find(const base::Digest& name) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(name);
    if (found == m_places.end()) return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return found->second->set;
}

std::shared_ptr<const ChunkSet> ChunkMembership::keep(const base::Digest& name,
                                                      const std::vector<images::ChunkId>& ids) {
    auto set = std::make_shared<const ChunkSet>(ids);
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_places.find(name); found != m_places.end()) return found->second->set;
    m_entries.push_front({name, set});
    m_places[name] = m_entries.begin();
    m_bytes += set->memoryBytes();
    while (m_bytes > kMostBytes && m_entries.size() > 1) {
        m_bytes -= m_entries.back().set->memoryBytes();
        m_places.erase(m_entries.back().name);
        m_entries.pop_back();
    }
    return set;
}

base::Result<std::vector<images::ChunkId>> missingOf(images::ChunkSink& sink, const std::vector<images::ChunkId>& ids) {
    constexpr std::size_t kMostAtOnce = 4096;
    std::vector<images::ChunkId> missing;
    for (std::size_t begin = 0; begin < ids.size(); begin += kMostAtOnce) {
        const auto end = std::min(ids.size(), begin + kMostAtOnce);
        TWINSET_ASSIGN(const auto some, sink.missing({ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                                      ids.begin() + static_cast<std::ptrdiff_t>(end)}));
        missing.insert(missing.end(), some.begin(), some.end());
    }
    return missing;
}

}  // namespace fleet
