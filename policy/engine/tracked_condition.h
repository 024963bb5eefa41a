// TrackedCondition: a condition and, for every phone, whether it holds, does not, or fails; and when that next changes by time alone. Shared by all
// rules with the same text, and by one rule book with the next.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "policy/engine/predicate.h"
#include "policy/engine/tri_bitmap.h"

namespace policy::engine {

class TrackedCondition {
public:
    /// Nothing is known of any phone yet: see keepIn and evaluateChunk. The table must outlive this.
    TrackedCondition(const CompiledCondition& condition, const FactTable& table) : m_table(&table), m_predicate(condition, table) {}

    /// Where the phones' values stand; before anything else is asked of this but its predicate.
    void keepIn(TriBitmap values) { m_values = std::move(values); }

    [[nodiscard]] const Predicate& predicate() const { return m_predicate; }
    [[nodiscard]] Tri at(std::uint32_t row) const { return m_values.at(row); }
    [[nodiscard]] const TriBitmap& values() const { return m_values; }

    void set(std::uint32_t row, Tri value) { m_values.assign(row, value); }
    void setChunk(std::size_t chunk, const ChunkBits& isTrue, const ChunkBits& isError) { m_values.setChunk(chunk, isTrue, isError); }
    void evaluateChunk(std::size_t chunk, base::Timestamp now);

    /// What the row's next flip was may be wrong: its facts changed, or it is new or gone. `alive`: it is there now.
    void rowChanged(std::uint32_t row, bool alive, base::Timestamp now);
    /// All of the chunk's.
    void chunkChanged(std::size_t chunk);
    [[nodiscard]] std::optional<base::Timestamp> nextFlip(base::Timestamp now);
    /// Whether some row of the chunk flips at or before `until`, or may.
    [[nodiscard]] bool flipsBy(std::size_t chunk, base::Timestamp until) const;

private:
    struct ChunkFlip {
        std::optional<Predicate::Flip> first;
        bool stale = true;
    };
    const ChunkFlip& flipOf(std::size_t chunk, base::Timestamp now);

    const FactTable* m_table;
    Predicate m_predicate;
    TriBitmap m_values;
    std::vector<ChunkFlip> m_flips;
};

}  // namespace policy::engine
