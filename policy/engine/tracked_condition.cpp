#include "policy/engine/tracked_condition.h"

namespace policy::engine {

void TrackedCondition::evaluateChunk(std::size_t chunk, base::Timestamp now) {
    ChunkBits isTrue, isError;
    m_predicate.evaluate(chunk, now, m_table->live().chunk(chunk), isTrue, isError);
    setChunk(chunk, isTrue, isError);
    chunkChanged(chunk);
}

void TrackedCondition::rowChanged(std::uint32_t row, bool alive, base::Timestamp now) {
    if (!m_predicate.reads().now) return;
    const std::size_t chunk = row / kChunkRows;
    if (chunk >= m_flips.size()) m_flips.resize(chunk + 1);
    ChunkFlip& flip = m_flips[chunk];
    if (flip.stale) return;
    if (flip.first && flip.first->row == row) {
        flip.stale = true;
        return;
    }
    if (!alive) return;
    const auto at = m_predicate.nextFlip(row, now, flip.first ? flip.first->at : base::Timestamp::max());
    if (at) flip.first = Predicate::Flip{row, *at};
}

void TrackedCondition::chunkChanged(std::size_t chunk) {
    if (chunk < m_flips.size()) m_flips[chunk].stale = true;
}

const TrackedCondition::ChunkFlip& TrackedCondition::flipOf(std::size_t chunk, base::Timestamp now) {
    if (m_flips.size() < m_table->chunks()) m_flips.resize(m_table->chunks());
    ChunkFlip& flip = m_flips[chunk];
    if (flip.stale) flip = {m_predicate.firstFlip(chunk, m_table->live().chunk(chunk), now), false};
    return flip;
}

std::optional<base::Timestamp> TrackedCondition::nextFlip(base::Timestamp now) {
    std::optional<base::Timestamp> first;
    if (!m_predicate.reads().now) return first;
    for (std::size_t chunk = 0; chunk < m_table->chunks(); ++chunk)
        if (const auto& flip = flipOf(chunk, now).first; flip && (!first || flip->at < *first)) first = flip->at;
    return first;
}

bool TrackedCondition::flipsBy(std::size_t chunk, base::Timestamp until) const {
    if (chunk >= m_flips.size() || m_flips[chunk].stale) return true;
    return m_flips[chunk].first && m_flips[chunk].first->at <= until;
}

}  // namespace policy::engine
