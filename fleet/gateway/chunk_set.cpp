#include "fleet/gateway/chunk_set.h"

#include <algorithm>
#include <cstring>

namespace fleet {
namespace {

constexpr std::size_t kMostRecent = 1024;

}  // namespace

ChunkSet::ChunkSet(const std::vector<images::ChunkId>& ids) {
    m_sorted.reserve(ids.size());
    for (const auto& id : ids) m_sorted.push_back(nameOf(id));
    std::sort(m_sorted.begin(), m_sorted.end());
    m_sorted.erase(std::unique(m_sorted.begin(), m_sorted.end()), m_sorted.end());
}

ChunkSet::Name ChunkSet::nameOf(const images::ChunkId& id) {
    Name name;
    std::memcpy(name.data(), id.bytes().data(), name.size());
    return name;
}

void ChunkSet::insert(const images::ChunkId& id) {
    const auto name = nameOf(id);
    if (std::binary_search(m_sorted.begin(), m_sorted.end(), name)) return;
    const auto place = std::lower_bound(m_recent.begin(), m_recent.end(), name);
    if (place != m_recent.end() && *place == name) return;
    m_recent.insert(place, name);
    if (m_recent.size() >= kMostRecent) settle();
}

bool ChunkSet::contains(const images::ChunkId& id) const {
    const auto name = nameOf(id);
    return std::binary_search(m_sorted.begin(), m_sorted.end(), name) ||
           std::binary_search(m_recent.begin(), m_recent.end(), name);
}

void ChunkSet::settle() {
    const auto middle = m_sorted.insert(m_sorted.end(), m_recent.begin(), m_recent.end());
    std::inplace_merge(m_sorted.begin(), middle, m_sorted.end());
    m_recent.clear();
}

}  // namespace fleet
