#include "fleet/gateway/chunk_membership.h"

#include "images/release.h"
#include "images/restore_point.h"

namespace fleet {

base::Result<std::shared_ptr<const ChunkMembership::Set>> ChunkMembership::ofRelease(const base::Digest& manifest,
                                                                                     base::BytesView manifestBytes) {
    if (auto known = find(manifest)) return known;
    TWINSET_ASSIGN(const auto read, images::readManifest(manifestBytes));
    Set set;
    for (const auto& part : read.parts)
        for (const auto& chunk : part.chunks)
            if (chunk) set.insert(*chunk);
    return keep(manifest, std::move(set));
}

base::Result<std::shared_ptr<const ChunkMembership::Set>> ChunkMembership::ofRestorePoint(const images::ChunkId& root) {
    if (auto known = find(root)) return known;
    TWINSET_ASSIGN(const auto ids, images::restorePointChunks(root, m_codec, m_source));
    return keep(root, Set(ids.begin(), ids.end()));
}

std::shared_ptr<const ChunkMembership::Set> ChunkMembership::find(const base::Digest& name) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_sets.find(name);
    return found == m_sets.end() ? nullptr : found->second;
}

std::shared_ptr<const ChunkMembership::Set> ChunkMembership::keep(const base::Digest& name, Set set) {
    auto shared = std::make_shared<const Set>(std::move(set));
    const std::lock_guard lock(m_mutex);
    if (m_sets.size() >= kMostSets) m_sets.erase(m_sets.begin());
    m_sets[name] = shared;
    return shared;
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
