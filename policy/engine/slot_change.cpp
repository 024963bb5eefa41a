#include "policy/engine/slot_change.h"

#include <algorithm>

namespace policy::engine {

SlotChange::SlotChange(const BookState& rules, std::vector<std::uint32_t> slots, ValueNumbers& numbers)
    : m_rules(rules), m_slots(std::move(slots)), m_numbers(numbers) {
    std::sort(m_slots.begin(), m_slots.end());
    m_slots.erase(std::unique(m_slots.begin(), m_slots.end()), m_slots.end());
}

void prefetchBits(std::span<TrackedCondition* const> conditions, std::uint32_t place) {
    for (const TrackedCondition* condition : conditions) __builtin_prefetch(&condition->values());
    for (const TrackedCondition* condition : conditions) condition->values().prefetchPlace(place);
    for (const TrackedCondition* condition : conditions) condition->values().prefetchWord(place);
}

void SlotChange::look(std::uint32_t place, Word wanted, base::Timestamp now) {
    if (wanted == 0) return;
    m_looks.push_back({place, wanted});
    for (const std::uint32_t slot : m_slots) m_rules.slotNumbers(m_rules.slots[slot], place, wanted, now, m_numbers, m_before.emplace_back());
}

Word SlotChange::changed(std::size_t look, base::Timestamp now) const {
    Word changed = 0;
    Numbers after;
    const auto [place, wanted] = m_looks[look];
    for (std::size_t s = 0; s < m_slots.size() && changed != wanted; ++s) {
        const Numbers& before = m_before[look * m_slots.size() + s];
        m_rules.slotNumbers(m_rules.slots[m_slots[s]], place, wanted & ~changed, now, m_numbers, after);
        forEachBit(wanted & ~changed, 0, [&](std::uint32_t bit) { changed |= Word{before[bit] != after[bit]} << bit; });
    }
    return changed;
}

void appendSlots(const BookState& rules, const std::vector<std::uint32_t>& units, std::vector<std::uint32_t>& slots) {
    for (const std::uint32_t unit : units) slots.insert(slots.end(), rules.units[unit].slots.begin(), rules.units[unit].slots.end());
}

void appendSlots(const BookState& rules, const TrackedCondition& condition, std::vector<std::uint32_t>& slots) {
    const auto units = rules.unitsOfCondition.find(&condition);
    if (units != rules.unitsOfCondition.end()) appendSlots(rules, units->second, slots);
}

}  // namespace policy::engine
