// Slot: a setting, or the settings of an atomic group, and all policies and exceptions that say something about it. The merge decides settings one by
// one (an atomic group as one), so that phones on which the same of a slot's members match have the same value of it: those are merged once, and a
// phone's value is known by a number. Two phones (or one before and after) have equal values exactly when their numbers are equal.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/engine/decision_table.h"
#include "policy/merge.h"
#include "policy/policy.h"

namespace policy::engine {

/// Numbers values of slots. 0: nobody says anything.
class ValueNumbers {
public:
    std::uint32_t numberOf(const std::map<std::string, Value>& values);
    /// Of a number that numberOf gave, or 0.
    [[nodiscard]] const std::map<std::string, Value>& valuesOf(std::uint32_t number) const { return m_values[number]; }

private:
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<std::map<std::string, Value>> m_values{{}};  // by number
};

/// Which members match: a sum over members, so that it is made for 64 phones by walking the members' bits. Two sums of 64 bits, of different kinds:
/// that two different sets of members meet in both is as good as impossible.
struct MemberSum {
    std::uint64_t added = 0, mixed = 0;
    bool operator==(const MemberSum&) const = default;
    void include(const MemberSum& one) {
        added += one.added;
        mixed ^= one.mixed;
    }
};
/// What a member's state adds to the sum.
MemberSum memberSum(std::size_t member, Tri state);

/// What one unit (see book_state.h) says about the slot.
struct SlotMember {
    std::uint32_t unit = 0;
    Policy part;                        // a policy: only its settings of the slot
    Level level = Level::Group;
    const PolicyException* exception = nullptr;  // instead of a policy; into the book
    MemberSum onTrue = {}, onError = {};
};

struct MemberSumHash {
    std::size_t operator()(const MemberSum& sum) const { return sum.added ^ (sum.mixed << 1); }
};

struct Slot {
    std::string name;
    std::vector<SlotMember> members;
    mutable std::unordered_map<MemberSum, std::uint32_t, MemberSumHash> numbers;
};

/// The value of the slot when its members have these states: policies False, True, Error; exceptions False or True.
std::uint32_t mergeSlot(const Slot& slot, const std::vector<Tri>& states, ValueNumbers& numbers);

/// The slot of a setting: its atomic group, or itself.
std::string slotOf(const std::string& setting);

}  // namespace policy::engine
