// Predicate: a condition as a typed plan over the fleet's columns. The same answer as the condition's cel::Program (true, false or an error), without
// boxing: row by row for one phone, word by word for 4,096 of them. What the plan has no operation for is left to a cel::Program of that part.
//
// Points and spans of time are whole milliseconds, which is what facts have; an expression with finer constants is left to its program.
//
// Conditions on time: a comparison whose sides are linear in `now` is solved for the instants at which it can change. What asks for `now` in another
// way (now.getHours(), a comprehension) sees the start of the current minute, and is looked at again each minute: kTimeGranularity.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "policy/compiled_book.h"
#include "policy/engine/decision_table.h"
#include "policy/engine/expression_reads.h"
#include "policy/engine/fact_table.h"

namespace policy::engine {

inline constexpr base::Duration kTimeGranularity = std::chrono::minutes(1);

enum class Op : std::uint8_t {
    // Conditions.
    Constant, Table, Flag, Present, CompareNumbers, CompareReals, AmongNumbers, And, Or, Not, Choose, Same, NowOnly, Generic,
    // Whole numbers, points and spans of time.
    LoadNumber, Number, Now, Add, Subtract, Multiply, Divide, Remainder, Negate,
    // Floating-point numbers.
    LoadReal, Real, AddReals, SubtractReals, MultiplyReals, DivideReals, NegateReal,
};

enum class Comparison : std::uint8_t { Equal, Unequal, Less, LessOrEqual, Greater, GreaterOrEqual };
/// What a whole-number operation must stay within, or else is an error.
enum class Range : std::uint8_t { Integer, Time, Duration };

struct Node {
    Op op = Op::Constant;
    Comparison comparison = Comparison::Equal;
    Range range = Range::Integer;
    bool readsNow = false;
    std::uint16_t attribute = 0;
    std::uint32_t a = 0, b = 0, c = 0;  // operands; for Table, AmongNumbers, NowOnly and Generic, a (or b) is a place in the plan's lists
    std::int64_t number = 0;
    double real = 0;
    Tri absent = Tri::Error, whenFalse = Tri::Error, whenTrue = Tri::Error;  // Flag; whenTrue also for Constant
};

struct GenericPart {
    std::shared_ptr<const cel::Program> program;
    Reads reads;
};

/// A part that reads nothing but the time.
struct NowPart {
    std::shared_ptr<const cel::Program> program;
    /// In whole minutes, as milliseconds. `value` is the same from `from` until `until`, which was looked for; `last` is of one minute.
    struct Known {
        std::int64_t from = INT64_MAX, until = INT64_MIN;
        Tri value = Tri::Error;
        std::int64_t lastMinute = INT64_MIN;
        Tri last = Tri::Error;
    };
};

class Predicate {
public:
    /// The table must outlive the predicate.
    Predicate(const CompiledCondition& condition, const FactTable& table);

    [[nodiscard]] const Reads& reads() const { return m_reads; }
    /// Whether every use of `now` is solved to the millisecond; otherwise the condition changes with kTimeGranularity.
    [[nodiscard]] bool solved() const { return m_solved; }

    [[nodiscard]] Tri evaluate(std::uint32_t row, base::Timestamp now) const;
    /// The rows of `wanted` of which the condition is true, and of which it fails. Other rows' bits are 0.
    void evaluate(std::size_t chunk, base::Timestamp now, const ChunkBits& wanted, ChunkBits& isTrue, ChunkBits& isError) const;
    /// The first instant after `now` at which evaluate(row) gives something else, when nothing but time changes; within a hundred years. With an
    /// unsolved condition: at which it has to be looked at again.
    [[nodiscard]] std::optional<base::Timestamp> nextFlip(std::uint32_t row, base::Timestamp now) const {
        return nextFlip(row, now, base::Timestamp::max());
    }
    /// The same when it is before `end`; costs less when it is not.
    [[nodiscard]] std::optional<base::Timestamp> nextFlip(std::uint32_t row, base::Timestamp now, base::Timestamp end) const;
    struct Flip {
        std::uint32_t row = 0;
        base::Timestamp at;
    };
    /// The first flip of any of the rows of a chunk.
    [[nodiscard]] std::optional<Flip> firstFlip(std::size_t chunk, const ChunkBits& rows, base::Timestamp now) const;
    /// The error's text; empty when it does not fail.
    [[nodiscard]] std::string errorOf(std::uint32_t row, base::Timestamp now) const;

private:
    friend class PredicateCompiler;
    friend class RowEvaluation;
    friend class ChunkEvaluation;
    friend class FlipSearch;
    friend Tri nowPart(const Predicate& predicate, std::uint32_t place, base::Timestamp now);

    std::shared_ptr<const cel::Program> m_program;  // of the whole
    const FactTable* m_table;
    Reads m_reads;
    bool m_solved = true;         // no part sees only the minute
    bool m_oneTimePart = true;    // no more than one part depends on the time
    std::vector<Node> m_nodes;  // operands before what uses them; the last is the condition
    std::vector<std::shared_ptr<DecisionTable>> m_tables;
    std::vector<std::vector<std::int64_t>> m_numberSets;  // sorted
    std::vector<GenericPart> m_generic;
    std::vector<NowPart> m_nowParts;
    mutable std::vector<NowPart::Known> m_known;  // by place in m_nowParts
};

/// The start of the minute.
base::Timestamp minuteOf(base::Timestamp now);

}  // namespace policy::engine
