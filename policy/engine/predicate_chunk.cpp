// Predicate, for a chunk of rows: a condition is two bits for each row, in words of 64; operands are 64 values at a time.
#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "policy/engine/number_operation.h"
#include "policy/engine/predicate.h"
#include "policy/engine/predicate_compiler.h"
#include "policy/engine/row_evaluation.h"

namespace policy::engine {
namespace {

/// The lowest bit of each of eight bytes, as eight bits.
Word gatherLowBits(std::uint64_t bytes) { return (bytes & 0x0101010101010101U) * 0x0102040810204080U >> 56; }

Word packBits(const std::uint8_t* bytes, unsigned bit) {
    Word word = 0;
    for (unsigned i = 0; i < 8; ++i) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, bytes + i * 8, 8);
        word |= gatherLowBits(eight >> bit) << (8 * i);
    }
    return word;
}

template <typename Id>
void lookUp(const std::uint8_t* decided, const std::byte* ids, std::uint8_t* verdicts) {
    const Id* typed = reinterpret_cast<const Id*>(ids);
    for (unsigned i = 0; i < kWordRows; ++i) verdicts[i] = decided[typed[i]];
}

template <typename Compare, typename T>
Word compareEach(const T* a, const T* b, Compare compare) {
    alignas(16) std::uint8_t bytes[kWordRows];
    for (unsigned i = 0; i < kWordRows; ++i) bytes[i] = compare(a[i], b[i]);
    return packBits(bytes, 0);
}

/// 64 values with one.
template <typename Compare>
Word compareWithEach(const std::int64_t* a, std::int64_t b, Compare compare) {
    alignas(16) std::uint8_t bytes[kWordRows];
    for (unsigned i = 0; i < kWordRows; ++i) bytes[i] = compare(a[i], b);
    return packBits(bytes, 0);
}

Word compareWith(Comparison comparison, const std::int64_t* a, std::int64_t b) {
    using N = std::int64_t;
    switch (comparison) {
        case Comparison::Equal: return compareWithEach(a, b, [](N x, N y) { return x == y; });
        case Comparison::Unequal: return compareWithEach(a, b, [](N x, N y) { return x != y; });
        case Comparison::Less: return compareWithEach(a, b, [](N x, N y) { return x < y; });
        case Comparison::LessOrEqual: return compareWithEach(a, b, [](N x, N y) { return x <= y; });
        case Comparison::Greater: return compareWithEach(a, b, [](N x, N y) { return x > y; });
        case Comparison::GreaterOrEqual: return compareWithEach(a, b, [](N x, N y) { return x >= y; });
    }
    return 0;
}

Comparison mirrored(Comparison comparison) {
    switch (comparison) {
        case Comparison::Less: return Comparison::Greater;
        case Comparison::LessOrEqual: return Comparison::GreaterOrEqual;
        case Comparison::Greater: return Comparison::Less;
        case Comparison::GreaterOrEqual: return Comparison::LessOrEqual;
        default: return comparison;
    }
}

template <typename T>
Word compareWords(Comparison comparison, const T* a, const T* b) {
    switch (comparison) {
        case Comparison::Equal: return compareEach(a, b, [](T x, T y) { return x == y; });
        case Comparison::Unequal: return compareEach(a, b, [](T x, T y) { return x != y; });
        case Comparison::Less: return compareEach(a, b, [](T x, T y) { return x < y; });
        case Comparison::LessOrEqual: return compareEach(a, b, [](T x, T y) { return x <= y; });
        case Comparison::Greater: return compareEach(a, b, [](T x, T y) { return x > y; });
        case Comparison::GreaterOrEqual: return compareEach(a, b, [](T x, T y) { return x >= y; });
    }
    return 0;
}

/// A comparison whose sides together have one column, and sums and differences with constants and the time, is one of the column's values with a number:
/// now - device.lastSeenAt > 7 days is device.lastSeenAt < now - 7 days. Values outside of the bounds make an operation fail.
struct SolvedComparison {
    std::uint16_t attribute = 0;
    Comparison comparison = Comparison::Equal;
    std::int64_t with = 0, least = INT64_MIN, most = INT64_MAX;
};

class ComparisonSolver {
public:
    ComparisonSolver(const std::vector<Node>& nodes, base::Timestamp now) : m_nodes(nodes), m_now(now.time_since_epoch().count()) {}

    std::optional<SolvedComparison> solve(const Node& comparison) {
        const auto a = term(comparison.a), b = a ? term(comparison.b) : std::nullopt;
        if (!b || a->sign * b->sign != 0 || a->sign + b->sign == 0) return std::nullopt;
        const int sign = a->sign - b->sign;
        const Wide with = (b->offset - a->offset) * sign;
        if (with < INT64_MIN || with > INT64_MAX || m_least > m_most) return std::nullopt;
        m_solved.comparison = sign > 0 ? comparison.comparison : mirrored(comparison.comparison);
        m_solved.with = static_cast<std::int64_t>(with);
        m_solved.least = static_cast<std::int64_t>(m_least);
        m_solved.most = static_cast<std::int64_t>(m_most);
        return m_solved;
    }

private:
    __extension__ typedef __int128 Wide;
    /// sign * value of the column + offset
    struct Term {
        int sign = 0;
        Wide offset = 0;
    };

    std::optional<Term> term(std::uint32_t place) {
        const Node& node = m_nodes[place];
        switch (node.op) {
            case Op::Number: return Term{0, node.number};
            case Op::Now: return Term{0, m_now};
            case Op::LoadNumber: m_solved.attribute = node.attribute; return Term{1, 0};
            case Op::Add: case Op::Subtract: return sum(node);
            default: return std::nullopt;
        }
    }

    std::optional<Term> sum(const Node& node) {
        if (node.range == Range::Integer) return std::nullopt;
        const auto a = term(node.a), b = a ? term(node.b) : std::nullopt;
        if (!b || a->sign * b->sign != 0) return std::nullopt;
        const int factor = node.op == Op::Add ? 1 : -1;
        const Term both{a->sign + factor * b->sign, a->offset + factor * b->offset};
        const Wide least = node.range == Range::Time ? kFirstMillisecond : -kMostDuration;
        const Wide most = node.range == Range::Time ? kLastMillisecond : kMostDuration;
        if (both.sign == 0) return both.offset < least || both.offset > most ? std::nullopt : std::optional(both);
        m_least = std::max(m_least, both.sign > 0 ? least - both.offset : both.offset - most);
        m_most = std::min(m_most, both.sign > 0 ? most - both.offset : both.offset - least);
        return both;
    }

    const std::vector<Node>& m_nodes;
    std::int64_t m_now;
    Wide m_least = INT64_MIN, m_most = INT64_MAX;
    SolvedComparison m_solved;
};

std::optional<SolvedComparison> solvedComparison(const std::vector<Node>& nodes, const Node& comparison, base::Timestamp now) {
    return ComparisonSolver(nodes, now).solve(comparison);
}

}  // namespace

class ChunkEvaluation {
public:
    struct Bits {
        ChunkBits isTrue, isError;
    };

    ChunkEvaluation(const Predicate& predicate, std::size_t chunk, base::Timestamp now, std::uint32_t firstWord, std::uint32_t endWord)
        : m_predicate(predicate), m_table(*predicate.m_table), m_chunk(chunk), m_now(now), m_first(firstWord), m_end(endWord) {}

    void condition(std::uint32_t place, const ChunkBits& wanted, Bits& out) const {
        const Node& node = m_predicate.m_nodes[place];
        switch (node.op) {
            case Op::Constant: return fill(node.whenTrue, out);
            case Op::Table: return table(*m_predicate.m_tables[node.a], wanted, out);
            case Op::Flag: return flag(node, out);
            case Op::Present: return present(node.attribute, out);
            case Op::CompareNumbers:
                if (const auto solved = solvedComparison(m_predicate.m_nodes, node, m_now)) return compareColumn(*solved, wanted, out);
                return compare<std::int64_t>(node, wanted, out);
            case Op::CompareReals: return compare<double>(node, wanted, out);
            case Op::And: return conjunction(node, wanted, out);
            case Op::Or: return disjunction(node, wanted, out);
            case Op::Not: return negation(node, wanted, out);
            case Op::Choose: return choice(node, wanted, out);
            case Op::Same: return same(node, wanted, out);
            case Op::NowOnly: return fill(nowPart(m_predicate, node.a, m_now), out);
            default: return rowByRow(place, wanted, out);
        }
    }

private:
    void fill(Tri value, Bits& out) const {
        for (auto w = m_first; w < m_end; ++w) {
            out.isTrue[w] = value == Tri::True ? ~Word{0} : 0;
            out.isError[w] = value == Tri::Error ? ~Word{0} : 0;
        }
    }

    void table(DecisionTable& table, const ChunkBits& wanted, Bits& out) const {
        const TextColumn& column = table.column();
        const std::uint8_t* decided = table.decided();
        const std::byte* ids = column.chunk(m_chunk);
        if (ids == nullptr) return fill(static_cast<Tri>(decided[0]), out);
        const bool errors = table.hasErrors();
        alignas(16) std::uint8_t verdicts[kWordRows];
        for (auto w = m_first; w < m_end; ++w) {
            if (wanted[w] == 0) {
                out.isTrue[w] = out.isError[w] = 0;
                continue;
            }
            const std::byte* from = ids + std::size_t{w} * kWordRows * column.width();
            if (column.width() == 1) lookUp<std::uint8_t>(decided, from, verdicts);
            else if (column.width() == 2) lookUp<std::uint16_t>(decided, from, verdicts);
            else lookUp<std::uint32_t>(decided, from, verdicts);
            out.isTrue[w] = packBits(verdicts, 0);
            out.isError[w] = errors ? packBits(verdicts, 1) : 0;
        }
    }

    void flag(const Node& node, Bits& out) const {
        const BoolColumn& column = m_table.bools(node.attribute);
        const auto choose = [&](Tri value, Word absent, Word no, Word yes) {
            return (node.absent == value ? absent : 0) | (node.whenFalse == value ? no : 0) | (node.whenTrue == value ? yes : 0);
        };
        for (auto w = m_first; w < m_end; ++w) {
            const Word there = column.presentWord(placeOf(w)), yes = column.valueWord(placeOf(w));
            out.isTrue[w] = choose(Tri::True, ~there, there & ~yes, yes);
            out.isError[w] = choose(Tri::Error, ~there, there & ~yes, yes);
        }
    }

    void present(std::size_t attribute, Bits& out) const {
        const AttributeType type = allAttributes()[attribute].type;
        for (auto w = m_first; w < m_end; ++w) {
            out.isError[w] = 0;
            if (type == AttributeType::Boolean) out.isTrue[w] = m_table.bools(attribute).presentWord(placeOf(w));
            else if (!isInterned(type)) out.isTrue[w] = m_table.numbers(attribute).presentWord(placeOf(w));
            else {
                out.isTrue[w] = 0;
                for (unsigned i = 0; i < kWordRows; ++i)
                    out.isTrue[w] |= Word{m_table.texts(attribute).present(placeOf(w) * kWordRows + i)} << i;
            }
        }
    }

    void compareColumn(const SolvedComparison& solved, const ChunkBits& wanted, Bits& out) const {
        const NumberColumn& column = m_table.numbers(solved.attribute);
        const bool bounded = solved.least != INT64_MIN || solved.most != INT64_MAX;
        const auto span = static_cast<std::uint64_t>(solved.most) - static_cast<std::uint64_t>(solved.least);
        for (auto w = m_first; w < m_end; ++w) {
            const std::int64_t* values = column.word(placeOf(w));
            Word good = values == nullptr ? 0 : column.presentWord(placeOf(w));
            out.isTrue[w] = out.isError[w] = 0;
            if (wanted[w] == 0) continue;
            if (bounded && good != 0)
                good &= compareWithEach(values, solved.least, [span](std::int64_t value, std::int64_t least) {
                    return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least) <= span;
                });
            if (good != 0) out.isTrue[w] = compareWith(solved.comparison, values, solved.with) & good;
            out.isError[w] = ~good;
        }
    }

    template <typename T>
    void compare(const Node& node, const ChunkBits& wanted, Bits& out) const {
        T a[kWordRows], b[kWordRows];
        for (auto w = m_first; w < m_end; ++w) {
            out.isTrue[w] = out.isError[w] = 0;
            if (wanted[w] == 0) continue;
            Word good = ~Word{0};
            const T* left = operands(node.a, w, a, good);
            const T* right = operands(node.b, w, b, good);
            out.isTrue[w] = good == 0 ? 0 : compareWords(node.comparison, left, right) & good;
            out.isError[w] = ~good;
        }
    }

    /// 64 values, in `scratch` or where the column has them; `good` loses the rows that fail.
    const std::int64_t* operands(std::uint32_t place, std::uint32_t w, std::int64_t* scratch, Word& good) const {
        const Node& node = m_predicate.m_nodes[place];
        switch (node.op) {
            case Op::LoadNumber: {
                const NumberColumn& column = m_table.numbers(node.attribute);
                good &= column.presentWord(placeOf(w));
                if (const std::int64_t* values = column.word(placeOf(w))) return values;
                std::fill_n(scratch, kWordRows, 0);
                return scratch;
            }
            case Op::Number: std::fill_n(scratch, kWordRows, node.number); return scratch;
            case Op::Now: std::fill_n(scratch, kWordRows, m_now.time_since_epoch().count()); return scratch;
            case Op::Negate: {
                const std::int64_t* a = operands(node.a, w, scratch, good);
                operateEach(Op::Subtract, Range::Integer, nullptr, a, scratch, good);
                return scratch;
            }
            default: break;
        }
        std::int64_t other[kWordRows];
        const std::int64_t* a = operands(node.a, w, scratch, good);
        const std::int64_t* b = operands(node.b, w, other, good);
        operateEach(node.op, node.range, a, b, scratch, good);
        return scratch;
    }

    /// a nullptr: zeros. `out` may be a.
    static void operateEach(Op op, Range range, const std::int64_t* a, const std::int64_t* b, std::int64_t* out, Word& good) {
        if (range != Range::Integer && a != nullptr) return operateOnTimes(op, range, a, b, out, good);
        Word bad = 0;
        for (unsigned i = 0; i < kWordRows; ++i) {
            std::int64_t value = 0;
            if (!operate(op, range, a == nullptr ? 0 : a[i], b[i], value)) bad |= Word{1} << i;
            out[i] = value;
        }
        good &= ~bad;
    }

    /// Sums and differences whose operands are far from overflowing, as nearly all are: without a branch for each.
    static void operateOnTimes(Op op, Range range, const std::int64_t* a, const std::int64_t* b, std::int64_t* out, Word& good) {
        const std::int64_t least = range == Range::Time ? kFirstMillisecond : -kMostDuration;
        const std::int64_t most = range == Range::Time ? kLastMillisecond : kMostDuration;
        alignas(16) std::uint8_t fine[kWordRows];
        for (unsigned i = 0; i < kWordRows; ++i) {
            std::int64_t value = 0;
            const bool overflow = op == Op::Add ? __builtin_add_overflow(a[i], b[i], &value) : __builtin_sub_overflow(a[i], b[i], &value);
            fine[i] = static_cast<std::uint8_t>(!overflow & (value >= least) & (value <= most));
            out[i] = value;
        }
        good &= packBits(fine, 0);
    }

    const double* operands(std::uint32_t place, std::uint32_t w, double* scratch, Word& good) const {
        const Node& node = m_predicate.m_nodes[place];
        switch (node.op) {
            case Op::LoadReal: {
                const NumberColumn& column = m_table.numbers(node.attribute);
                good &= column.presentWord(placeOf(w));
                const std::int64_t* values = column.word(placeOf(w));
                for (unsigned i = 0; i < kWordRows; ++i) scratch[i] = values == nullptr ? 0 : std::bit_cast<double>(values[i]);
                return scratch;
            }
            case Op::Real: std::fill_n(scratch, kWordRows, node.real); return scratch;
            case Op::NegateReal: {
                const double* a = operands(node.a, w, scratch, good);
                std::transform(a, a + kWordRows, scratch, [](double value) { return -value; });
                return scratch;
            }
            default: break;
        }
        double other[kWordRows];
        const double* a = operands(node.a, w, scratch, good);
        const double* b = operands(node.b, w, other, good);
        for (unsigned i = 0; i < kWordRows; ++i) scratch[i] = operate(node.op, a[i], b[i]);
        return scratch;
    }

    void conjunction(const Node& node, const ChunkBits& wanted, Bits& out) const {
        condition(node.a, wanted, out);
        ChunkBits open;
        for (auto w = m_first; w < m_end; ++w) open[w] = wanted[w] & (out.isTrue[w] | out.isError[w]);
        Bits other;
        condition(node.b, open, other);
        for (auto w = m_first; w < m_end; ++w) {
            const Word maybe = (out.isTrue[w] | out.isError[w]) & (other.isTrue[w] | other.isError[w]);
            out.isTrue[w] &= other.isTrue[w];
            out.isError[w] = maybe & ~out.isTrue[w];
        }
    }

    void disjunction(const Node& node, const ChunkBits& wanted, Bits& out) const {
        condition(node.a, wanted, out);
        ChunkBits open;
        for (auto w = m_first; w < m_end; ++w) open[w] = wanted[w] & ~out.isTrue[w];
        Bits other;
        condition(node.b, open, other);
        for (auto w = m_first; w < m_end; ++w) {
            // Where the first side is true, the other was not asked, and may say anything.
            out.isTrue[w] |= other.isTrue[w];
            out.isError[w] = (out.isError[w] | other.isError[w]) & ~out.isTrue[w];
        }
    }

    void negation(const Node& node, const ChunkBits& wanted, Bits& out) const {
        condition(node.a, wanted, out);
        for (auto w = m_first; w < m_end; ++w) out.isTrue[w] = ~(out.isTrue[w] | out.isError[w]);
    }

    void choice(const Node& node, const ChunkBits& wanted, Bits& out) const {
        Bits asked, no;
        condition(node.a, wanted, asked);
        condition(node.b, wanted, out);
        condition(node.c, wanted, no);
        for (auto w = m_first; w < m_end; ++w) {
            const Word yes = asked.isTrue[w], otherwise = ~(yes | asked.isError[w]);
            out.isTrue[w] = (yes & out.isTrue[w]) | (otherwise & no.isTrue[w]);
            out.isError[w] = asked.isError[w] | (yes & out.isError[w]) | (otherwise & no.isError[w]);
        }
    }

    void same(const Node& node, const ChunkBits& wanted, Bits& out) const {
        Bits other;
        condition(node.a, wanted, out);
        condition(node.b, wanted, other);
        for (auto w = m_first; w < m_end; ++w) {
            out.isError[w] |= other.isError[w];
            out.isTrue[w] = ~(out.isTrue[w] ^ other.isTrue[w]) & ~out.isError[w];
        }
    }

    void rowByRow(std::uint32_t place, const ChunkBits& wanted, Bits& out) const {
        for (auto w = m_first; w < m_end; ++w) {
            out.isTrue[w] = out.isError[w] = 0;
            forEachBit(wanted[w] & m_table.live().word(placeOf(w)), 0, [&](std::uint32_t bit) {
                const Tri value = RowEvaluation(m_predicate, m_table, placeOf(w) * kWordRows + bit, m_now).condition(place);
                if (value == Tri::True) out.isTrue[w] |= Word{1} << bit;
                if (value == Tri::Error) out.isError[w] |= Word{1} << bit;
            });
        }
    }

    [[nodiscard]] std::uint32_t placeOf(std::uint32_t w) const { return static_cast<std::uint32_t>(m_chunk) * kChunkWords + w; }

    const Predicate& m_predicate;
    const FactTable& m_table;
    std::size_t m_chunk;
    base::Timestamp m_now;
    std::uint32_t m_first, m_end;  // words outside are neither read nor written
};

void Predicate::evaluate(std::size_t chunk, base::Timestamp now, const ChunkBits& wanted, ChunkBits& isTrue, ChunkBits& isError) const {
    isTrue = kNoBits;
    isError = kNoBits;
    const auto isSet = [](Word word) { return word != 0; };
    const auto first = std::find_if(wanted.begin(), wanted.end(), isSet);
    if (first == wanted.end()) return;
    const auto end = std::find_if(wanted.rbegin(), wanted.rend(), isSet).base();
    const auto firstWord = static_cast<std::uint32_t>(first - wanted.begin()), endWord = static_cast<std::uint32_t>(end - wanted.begin());
    ChunkEvaluation::Bits bits;
    ChunkEvaluation(*this, chunk, now, firstWord, endWord).condition(static_cast<std::uint32_t>(m_nodes.size() - 1), wanted, bits);
    for (auto w = firstWord; w < endWord; ++w) {
        isTrue[w] = bits.isTrue[w] & wanted[w];
        isError[w] = bits.isError[w] & wanted[w];
    }
}

}  // namespace policy::engine
