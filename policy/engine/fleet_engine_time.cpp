// FleetEngine: time passes. Each condition on time knows, for each chunk of phones, when the first of them flips; nothing is looked at before.
#include <algorithm>

#include "policy/engine/fleet_state.h"
#include "policy/engine/slot_change.h"

namespace policy {
namespace {

using engine::ChunkBits;
using engine::TrackedCondition;
using engine::Tri;
using engine::TriWord;
using engine::Unit;
using engine::Word;

/// One chunk of phones, from one instant to a later one.
class ChunkAdvance {
public:
    ChunkAdvance(engine::FleetState& state, std::size_t chunk, base::Timestamp now) : m_state(state), m_rules(*state.rules), m_chunk(chunk), m_now(now) {}

    void run(const std::vector<const Unit*>& expiring, engine::Bitmap& changed) {
        for (TrackedCondition* condition : m_rules.timeConditions)
            if (condition->flipsBy(m_chunk, m_now)) look(*condition);
        for (const Unit* unit : expiring) expire(*unit);
        engine::SlotChange change(m_rules, m_slots, m_state.valueNumbers);
        for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) change.look(placeOf(w), m_touched[w], m_state.now);
        for (const Due& due : m_due) apply(due);
        change.compare(m_now, [&](std::uint32_t place, Word word) { m_changed[place % engine::kChunkWords] |= word; });
        if (m_changed != engine::kNoBits) changed.setChunk(m_chunk, m_changed);
    }

private:
    struct Due {
        TrackedCondition* condition = nullptr;
        ChunkBits isTrue, isError, flipped;
    };

    [[nodiscard]] std::uint32_t placeOf(std::uint32_t w) const { return static_cast<std::uint32_t>(m_chunk) * engine::kChunkWords + w; }

    void look(TrackedCondition& condition) {
        Due& due = m_due.emplace_back();
        due.condition = &condition;
        condition.predicate().evaluate(m_chunk, m_now, m_state.table.live().chunk(m_chunk), due.isTrue, due.isError);
        Word any = 0;
        for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) {
            const TriWord before = condition.values().word(placeOf(w));
            due.flipped[w] = (due.isTrue[w] ^ before.isTrue) | (due.isError[w] ^ before.isError);
            m_touched[w] |= due.flipped[w];
            any |= due.flipped[w];
        }
        if (any == 0) return;
        engine::appendSlots(m_rules, condition, m_slots);
        if (!m_rules.rulesOfCondition.contains(&condition)) return;
        for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) m_changed[w] |= due.flipped[w];
    }

    void expire(const Unit& unit) {
        Word any = 0;
        for (std::uint32_t w = 0; w < engine::kChunkWords; ++w) {
            const auto bits = m_rules.unitWord(unit, placeOf(w), m_state.now);
            m_touched[w] |= bits.isTrue;
            any |= bits.isTrue;
        }
        if (any != 0) m_slots.insert(m_slots.end(), unit.slots.begin(), unit.slots.end());
    }

    void apply(const Due& due) {
        if (m_rules.rulesOfCondition.contains(due.condition))
            engine::forEachBit(due.flipped, m_chunk, [&](std::uint32_t row) {
                const Word bit = Word{1} << row % engine::kWordRows;
                const std::uint32_t w = row / engine::kWordRows % engine::kChunkWords;
                const Tri after = (due.isTrue[w] & bit) != 0 ? Tri::True : (due.isError[w] & bit) != 0 ? Tri::Error : Tri::False;
                m_state.noteViolations(*due.condition, row, due.condition->at(row), after, lastFlip(due.condition->predicate(), row));
            });
        due.condition->setChunk(m_chunk, due.isTrue, due.isError);
        due.condition->chunkChanged(m_chunk);
    }

    /// Since when the row is what it is now.
    [[nodiscard]] base::Timestamp lastFlip(const engine::Predicate& predicate, std::uint32_t row) const {
        if (!predicate.solved()) return engine::minuteOf(m_now);
        base::Timestamp last = m_state.now;
        for (auto next = predicate.nextFlip(row, last); next && *next <= m_now; next = predicate.nextFlip(row, last)) last = *next;
        return last;
    }

    engine::FleetState& m_state;
    engine::BookState& m_rules;
    std::size_t m_chunk;
    base::Timestamp m_now;
    std::vector<Due> m_due;
    std::vector<std::uint32_t> m_slots;
    ChunkBits m_touched{}, m_changed{};
};

}  // namespace

std::optional<base::Timestamp> FleetEngine::nextFlip() const {
    std::optional<base::Timestamp> first;
    const auto include = [&](std::optional<base::Timestamp> at) {
        if (at && (!first || *at < *first)) first = at;
    };
    for (TrackedCondition* condition : m_state->rules->timeConditions) include(condition->nextFlip(m_state->now));
    for (const Unit& unit : m_state->rules->units)
        if (unit.exception != nullptr && unit.exception->expiresAt > m_state->now) include(unit.exception->expiresAt);
    return first;
}

std::vector<PhoneIndex> FleetEngine::advance(base::Timestamp now) {
    auto& state = *m_state;
    if (now <= state.now) return {};
    std::vector<const Unit*> expiring;
    for (const Unit& unit : state.rules->units)
        if (unit.exception != nullptr && unit.exception->expiresAt > state.now && unit.exception->expiresAt <= now) expiring.push_back(&unit);
    engine::Bitmap changed;
    for (std::size_t chunk = 0; chunk < state.table.chunks(); ++chunk) ChunkAdvance(state, chunk, now).run(expiring, changed);
    state.now = now;
    if (!expiring.empty()) state.cohorts.clear();
    return engine::rowsOf(changed, state.table.chunks());
}

}  // namespace policy
