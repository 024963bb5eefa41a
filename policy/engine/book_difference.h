// BookDifference: what an edit of the rules changes. Only slots with a member that is another one, or matches other phones, are looked at, and of those
// only phones that such a member matches before or after.
#pragma once

#include <array>
#include <vector>

#include "policy/engine/book_state.h"

namespace policy::engine {

/// A member of a slot before, after, or both, that is not the same in both.
struct ChangedMember {
    const Unit* before = nullptr;
    const Unit* after = nullptr;
    bool saysTheSame = false;
};

/// A slot whose values may differ; null where it is not there.
struct SlotPair {
    const Slot* before = nullptr;
    const Slot* after = nullptr;
    std::vector<ChangedMember> members;
};

/// A compliance rule that may be violated by other phones, or is another one; null where it is not there.
struct RulePair {
    const TrackedRule* before = nullptr;
    const TrackedRule* after = nullptr;
    bool same = false;  // but for what violates it
};

using SlotNumbers = std::array<std::uint32_t, kWordRows>;

class BookDifference {
public:
    /// Everything must outlive this.
    BookDifference(const BookState& before, const BookState& after, const FactTable& table, base::Timestamp now, ValueNumbers& numbers);

    [[nodiscard]] const std::vector<SlotPair>& slots() const { return m_slots; }
    [[nodiscard]] const std::vector<RulePair>& rules() const { return m_rules; }
    /// The phones of a word whose values of the slot may differ.
    [[nodiscard]] Word touched(const SlotPair& slot, std::uint32_t place) const;
    /// The numbers of the slot's values, of the phones of `wanted`; other places are left as they are. The phones on which they differ.
    Word compare(const SlotPair& slot, std::uint32_t place, Word wanted, SlotNumbers& before, SlotNumbers& after) const;
    /// The phones of a word that violate the rule, or that judge it themselves; none for null.
    [[nodiscard]] TriWord violating(const TrackedRule* rule, std::uint32_t place) const;
    /// The phones whose effective values or compliance differ.
    [[nodiscard]] Bitmap changed() const;

private:
    [[nodiscard]] std::vector<ChangedMember> changedMembers(const Slot* before, const Slot* after) const;
    void findSlots();
    void findRules();

    const BookState& m_before;
    const BookState& m_after;
    const FactTable& m_table;
    base::Timestamp m_now;
    ValueNumbers& m_numbers;
    std::vector<SlotPair> m_slots;
    std::vector<RulePair> m_rules;
};

}  // namespace policy::engine
