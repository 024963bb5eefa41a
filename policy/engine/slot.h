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

/// By sum, which must not be empty, the number of a slot's values. Open addressing, linear probing: one place of memory for a sum, where
/// std::unordered_map has three.
class SumNumbers {
public:
    /// nullptr when it is not there. Good until the next insert.
    [[nodiscard]] const std::uint32_t* find(const MemberSum& sum) const;
    /// The sum must not be there. Gives `number` back.
    std::uint32_t insert(const MemberSum& sum, std::uint32_t number);
    /// Asks for a sum's memory ahead of its use.
    void prefetch(const MemberSum& sum) const {
        if (!m_places.empty()) __builtin_prefetch(&m_places[home(sum)]);
    }

private:
    struct Place {
        MemberSum sum;  // empty: free
        std::uint32_t number = 0;
    };
    [[nodiscard]] std::size_t home(const MemberSum& sum) const { return (sum.added ^ (sum.mixed << 1)) & (m_places.size() - 1); }
    void grow();

    std::vector<Place> m_places;
    std::size_t m_held = 0;
};

struct Slot {
    std::string name;
    std::vector<SlotMember> members;
    mutable SumNumbers numbers;
};

/// The value of the slot when its members have these states: policies False, True, Error; exceptions False or True.
std::uint32_t mergeSlot(const Slot& slot, const std::vector<Tri>& states, ValueNumbers& numbers);

/// The slot of a setting: its atomic group, or itself.
std::string slotOf(const std::string& setting);

}  // namespace policy::engine
