// DecisionTable: what a predicate over a single attribute says about each different text of the attribute, decided once per text.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "policy/engine/column.h"

namespace policy::engine {

/// The value of a condition: bit 0 true, bit 1 error.
enum class Tri : std::uint8_t { False = 0, True = 1, Error = 2 };

inline Tri triNot(Tri a) { return a == Tri::Error ? a : a == Tri::True ? Tri::False : Tri::True; }
inline Tri triAnd(Tri a, Tri b) {
    if (a == Tri::False || b == Tri::False) return Tri::False;
    return a == Tri::True && b == Tri::True ? Tri::True : Tri::Error;
}
inline Tri triOr(Tri a, Tri b) { return triNot(triAnd(triNot(a), triNot(b))); }

/// nullptr: the attribute is absent.
using Decide = std::function<Tri(const std::string_view* text)>;

class DecisionTable {
public:
    DecisionTable(const TextColumn& column, Decide decide) : m_column(&column), m_decide(std::move(decide)) {}

    [[nodiscard]] Tri of(TextPool::Id id);
    /// By id, one byte each (Tri), everything decided that the column holds; at least as long as the pool's limit.
    [[nodiscard]] const std::uint8_t* decided();
    /// Whether any text, or absence, is an error. After decided().
    [[nodiscard]] bool hasErrors() const { return m_errors != 0; }
    void forget(TextPool::Id id);
    [[nodiscard]] const TextColumn& column() const { return *m_column; }

private:
    static constexpr std::uint8_t kUnknown = 0x80;
    void decide(TextPool::Id id);

    const TextColumn* m_column;
    Decide m_decide;
    std::vector<std::uint8_t> m_verdicts;
    std::vector<TextPool::Id> m_forgotten;
    TextPool::Id m_next = 0;  // the first that decided() has not looked at yet
    std::size_t m_errors = 0;
};

}  // namespace policy::engine
