// SlotChange: whether phones' values of some slots are others after a change than before it.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "policy/engine/book_state.h"

namespace policy::engine {

class SlotChange {
public:
    /// Places in rules.slots; may name one more than once.
    SlotChange(const BookState& rules, std::vector<std::uint32_t> slots, ValueNumbers& numbers);
    /// Before the change, for each word of phones; `wanted`: those that may change.
    void look(std::uint32_t place, Word wanted, base::Timestamp now);
    /// After it. Calls visit(place, the phones that changed) for each look.
    template <typename Visit>
    void compare(base::Timestamp now, Visit&& visit) const {
        for (std::size_t i = 0; i < m_looks.size(); ++i) visit(m_looks[i].place, changed(i, now));
    }

private:
    using Numbers = std::array<std::uint32_t, kWordRows>;
    struct Look {
        std::uint32_t place = 0;
        Word wanted = 0;
    };
    [[nodiscard]] Word changed(std::size_t look, base::Timestamp now) const;

    const BookState& m_rules;
    std::vector<std::uint32_t> m_slots;
    ValueNumbers& m_numbers;
    std::vector<Look> m_looks;
    std::vector<Numbers> m_before;  // for each look, each slot
};

/// Asks for the memory of the conditions' bits in a word of phones, all at once.
void prefetchBits(std::span<TrackedCondition* const> conditions, std::uint32_t place);

/// The slots of units, for SlotChange.
void appendSlots(const BookState& rules, const std::vector<std::uint32_t>& units, std::vector<std::uint32_t>& slots);
void appendSlots(const BookState& rules, const TrackedCondition& condition, std::vector<std::uint32_t>& slots);

}  // namespace policy::engine
