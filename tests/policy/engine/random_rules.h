// Random facts and well-typed conditions, drawn from a list of numbers: what rapidcheck makes smaller is the list, and a shorter list with smaller
// numbers is a simpler case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/attribute.h"

namespace policy {

class Choices {
public:
    explicit Choices(std::vector<std::uint16_t> numbers) : m_numbers(std::move(numbers)) {}
    /// From 0 to `count` - 1; 0 when the list is at its end.
    std::size_t below(std::size_t count) { return m_next < m_numbers.size() ? m_numbers[m_next++] % count : 0; }
    bool oneIn(std::size_t count) { return below(count) == count - 1; }
    template <typename T, std::size_t N>
    const T& of(const T (&all)[N]) { return all[below(N)]; }

private:
    std::vector<std::uint16_t> m_numbers;
    std::size_t m_next = 0;
};

/// All random instants are within some days of this one.
base::Timestamp randomEpoch();
base::Timestamp randomTime(Choices& choices);
PhoneFacts randomFacts(Choices& choices, const std::string& phone);
/// Replaces a few of the values.
void changeFacts(Choices& choices, PhoneFacts& facts);
std::string randomCondition(Choices& choices, int depth);
/// Never asks for the time in a way that is not solved to the millisecond.
std::string randomSolvedCondition(Choices& choices, int depth);
/// A comparison with the time, alone or with something else.
std::string randomTimeCondition(Choices& choices);

}  // namespace policy
