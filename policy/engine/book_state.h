// BookState: one rule book over the fleet. Conditions and targets hold a bit for each phone and are shared with the book before, where they are the
// same in both; all else follows from those bits.
//
// A unit is a policy at one level, for all targets it is assigned to there, or an exception. On a phone a unit holds, does not, or fails: targets are
// joined by CEL's `||`, and with the condition by its `&&`.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/compiled_book.h"
#include "policy/engine/slot.h"
#include "policy/engine/tracked_condition.h"
#include "policy/engine/tracked_target.h"

namespace policy::engine {

struct Unit {
    std::string key;  // of the same unit in another book
    const Policy* policy = nullptr;
    Level level = Level::Group;
    const PolicyException* exception = nullptr;  // instead of a policy
    std::vector<std::uint32_t> targets;
    std::shared_ptr<TrackedCondition> condition;  // null: always
    std::vector<std::uint32_t> slots;
};

struct TrackedRule {
    const ComplianceRule* rule = nullptr;
    std::shared_ptr<TrackedCondition> condition;  // null: an offline rule, which the handset judges
};

struct BookState {
    std::shared_ptr<const CompiledBook> book;
    std::map<std::string, std::shared_ptr<TrackedCondition>, std::less<>> conditions;  // by source
    std::map<std::string, std::shared_ptr<TrackedTarget>, std::less<>> targetsByKey;
    std::vector<std::shared_ptr<TrackedTarget>> targets;
    TargetIndex index;
    std::vector<Unit> units;
    std::vector<Slot> slots;  // by how many members they have: the fewer others say something, the sooner one member makes the difference
    std::vector<TrackedRule> rules;

    // What depends on what: places in `units`.
    std::vector<TrackedCondition*> conditionList;
    std::array<std::vector<std::uint32_t>, kMostAttributes> conditionsOfAttribute;  // places in conditionList
    std::array<AttributeSet, kMostAttributes> readWith;  // by attribute: what those conditions read
    std::vector<TrackedCondition*> timeConditions;
    std::unordered_map<const TrackedCondition*, std::vector<std::uint32_t>> unitsOfCondition;
    std::unordered_map<const TrackedCondition*, std::vector<std::uint32_t>> rulesOfCondition;
    std::vector<std::vector<std::uint32_t>> unitsOfTarget;

    [[nodiscard]] TriWord unitWord(const Unit& unit, std::uint32_t place, base::Timestamp now) const;
    [[nodiscard]] Tri unitAt(const Unit& unit, std::uint32_t row, base::Timestamp now) const;
    /// Which of the slot's members match one phone, from the states of all units there (of units that the slot has no member of, anything); and the
    /// number of the slot's values there.
    static MemberSum slotSum(const Slot& slot, const std::vector<Tri>& states);
    static std::uint32_t slotNumber(const Slot& slot, const MemberSum& sum, const std::vector<Tri>& states, ValueNumbers& numbers);
    /// Of the phones of `wanted` in the word: the numbers of the slot's values; other places are left as they are.
    void slotNumbers(const Slot& slot, std::uint32_t place, Word wanted, base::Timestamp now, ValueNumbers& numbers,
                     std::array<std::uint32_t, kWordRows>& out) const;
};

/// `before` may be null.
std::shared_ptr<BookState> makeBookState(std::shared_ptr<const CompiledBook> book, const BookState* before, const FactTable& table, base::Timestamp now,
                                         TriPanels& panels);

}  // namespace policy::engine
