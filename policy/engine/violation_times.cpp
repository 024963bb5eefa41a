#include "policy/engine/violation_times.h"

#include <algorithm>

#include "policy/engine/bitmap.h"

namespace policy::engine {
namespace {

auto placeOf(auto& entries, std::uint32_t row) {
    return std::lower_bound(entries.begin(), entries.end(), row, [](const auto& entry, std::uint32_t r) { return entry.first < r; });
}

}  // namespace

void ViolationTimes::begin(std::uint32_t row, base::Timestamp at) {
    const std::size_t chunk = row / kChunkRows;
    if (chunk >= m_chunks.size()) m_chunks.resize(chunk + 1);
    auto& entries = m_chunks[chunk];
    const auto place = placeOf(entries, row);
    const std::int64_t began = at.time_since_epoch().count();
    if (place != entries.end() && place->first == row) place->second = began;
    else entries.insert(place, {row, began});
}

void ViolationTimes::end(std::uint32_t row) {
    const std::size_t chunk = row / kChunkRows;
    if (chunk >= m_chunks.size()) return;
    auto& entries = m_chunks[chunk];
    const auto place = placeOf(entries, row);
    if (place != entries.end() && place->first == row) entries.erase(place);
}

std::optional<base::Timestamp> ViolationTimes::beganAt(std::uint32_t row) const {
    const std::size_t chunk = row / kChunkRows;
    if (chunk >= m_chunks.size()) return std::nullopt;
    const auto place = placeOf(m_chunks[chunk], row);
    if (place == m_chunks[chunk].end() || place->first != row) return std::nullopt;
    return base::Timestamp(base::Duration(place->second));
}

}  // namespace policy::engine
