// When a predicate changes by time alone. Each comparison that depends on `now` gives the few instants at which it can change; the predicate is
// evaluated at each of them, ascending, and the first that makes a difference is the answer.
#include <algorithm>

#include "policy/engine/number_operation.h"
#include "policy/engine/predicate.h"
#include "policy/engine/predicate_compiler.h"
#include "policy/engine/row_evaluation.h"

namespace policy::engine {
namespace {

__extension__ typedef __int128 Wide;

/// How far ahead a part that reads nothing but the time is searched for its next change; it is searched again from there.
constexpr std::int64_t kSearchMinutes = 8 * 24 * 60;
constexpr std::int64_t kMinute = kTimeGranularity.count();
/// Later is never: a hundred years.
constexpr std::int64_t kFarthest = std::int64_t{100} * 366 * 24 * 60 * kMinute;

/// factor * now + offset
struct Linear {
    std::int64_t factor = 0;
    Wide offset = 0;
};

Wide floorDivide(Wide a, std::int64_t b) {
    const Wide quotient = a / b;
    return quotient * b != a && ((a < 0) != (b < 0)) ? quotient - 1 : quotient;
}

}  // namespace

class FlipSearch {
public:
    FlipSearch(const Predicate& predicate, base::Timestamp now) : m_predicate(predicate), m_now(now.time_since_epoch().count()) {}

    /// The row's first flip, when it is before `end`.
    std::optional<std::int64_t> find(std::uint32_t row, std::int64_t end) {
        m_row = row;
        m_end = std::min(end, m_now + kFarthest);
        m_instants.clear();
        m_always.first = INT64_MAX;
        const auto root = static_cast<std::uint32_t>(m_predicate.m_nodes.size() - 1);
        collect(root);
        if (m_instants.empty()) return std::nullopt;
        std::sort(m_instants.begin(), m_instants.end());
        const Tri current = m_predicate.evaluate(m_row, instant(m_now));
        for (const std::int64_t at : m_instants)
            if (m_always.contains(at) || m_predicate.evaluate(m_row, instant(at)) != current) return at;
        return std::nullopt;
    }

private:
    /// An instant that counts although nothing may change there: the search goes on from it.
    struct Always {
        std::int64_t first = INT64_MAX;
        [[nodiscard]] bool contains(std::int64_t at) const { return at >= first; }
    };

    static base::Timestamp instant(std::int64_t milliseconds) { return base::Timestamp(base::Duration(milliseconds)); }

    void add(Wide at) {
        if (at > m_now && at < m_end) m_instants.push_back(static_cast<std::int64_t>(at));
    }

    void addAlways(std::int64_t at) {
        if (at >= m_end) return;
        m_instants.push_back(at);
        m_always.first = std::min(m_always.first, at);
    }

    void collect(std::uint32_t place) {
        const Node& node = m_predicate.m_nodes[place];
        if (!node.readsNow) return;
        switch (node.op) {
            case Op::CompareNumbers: {
                const auto a = linear(node.a), b = linear(node.b);
                if (a && b) addZero({a->factor - b->factor, a->offset - b->offset});
                return;
            }
            case Op::AmongNumbers: {
                const auto sought = linear(node.a);
                for (const std::int64_t one : m_predicate.m_numberSets[node.b])
                    if (sought) addZero({sought->factor, sought->offset - one});
                return;
            }
            case Op::NowOnly: return addNowPart(node.a);
            case Op::Generic: return addAlways((m_now - (m_now % kMinute + kMinute) % kMinute) + kMinute);
            case Op::Choose: collect(node.c); [[fallthrough]];
            case Op::And: case Op::Or: case Op::Same: collect(node.b); [[fallthrough]];
            case Op::Not: return collect(node.a);
            default: return;
        }
    }

    /// A comparison of `value` with 0 changes where it becomes 0 or leaves it.
    void addZero(Linear value) {
        if (value.factor == 0) return;
        const bool whole = value.factor == 1 || value.factor == -1;
        const Wide zero = whole ? -value.offset * value.factor : floorDivide(-value.offset, value.factor);
        add(zero);
        add(zero + 1);
        if (whole) return;
        add(zero - 1);
        add(zero + 2);
    }

    /// nullopt: an error whatever the time, or an operation that `now` never is an operand of.
    std::optional<Linear> linear(std::uint32_t place) {
        const Node& node = m_predicate.m_nodes[place];
        if (!node.readsNow) {
            std::int64_t value = 0;
            if (!RowEvaluation(m_predicate, *m_predicate.m_table, m_row, instant(m_now)).number(place, value)) return std::nullopt;
            return Linear{0, value};
        }
        if (node.op == Op::Now) return Linear{1, 0};
        const auto a = linear(node.a), b = linear(node.b);
        if (!a || !b) return std::nullopt;
        const int sign = node.op == Op::Subtract ? -1 : 1;
        const Linear value{a->factor + sign * b->factor, a->offset + sign * b->offset};
        // Beyond its range the operation fails.
        const Wide least = node.range == Range::Time ? kFirstMillisecond : -kMostDuration;
        const Wide most = node.range == Range::Time ? kLastMillisecond : kMostDuration;
        addZero({value.factor, value.offset - least});
        addZero({value.factor, value.offset - most});
        return value;
    }

    void addNowPart(std::uint32_t place) {
        const std::int64_t minute = minuteOf(instant(m_now)).time_since_epoch().count(), horizon = minute + kSearchMinutes * kMinute;
        NowPart::Known& known = m_predicate.m_known[place];
        if (minute < known.from || minute >= known.until) {
            const Tri current = nowPart(m_predicate, place, instant(m_now));
            const auto& program = *m_predicate.m_nowParts[place].program;
            AttributeActivation activation;
            std::int64_t at = minute + kMinute;
            for (; at < horizon; at += kMinute) {
                activation.giveNow(instant(at));
                if (triOf(program.evaluate(activation)) != current) break;
            }
            known.from = minute;
            known.until = at;
            known.value = current;
        }
        // What it does after that is not known: with another part that time changes, the search ends here.
        if (known.until >= known.from + kSearchMinutes * kMinute || !m_predicate.m_oneTimePart) addAlways(known.until);
        else add(known.until);
    }

    const Predicate& m_predicate;
    std::uint32_t m_row = 0;
    std::int64_t m_now, m_end = INT64_MAX;
    std::vector<std::int64_t> m_instants;
    Always m_always;
};

std::optional<base::Timestamp> Predicate::nextFlip(std::uint32_t row, base::Timestamp now, base::Timestamp end) const {
    if (!m_reads.now) return std::nullopt;
    const auto at = FlipSearch(*this, now).find(row, end.time_since_epoch().count());
    return at ? std::optional(base::Timestamp(base::Duration(*at))) : std::nullopt;
}

std::optional<Predicate::Flip> Predicate::firstFlip(std::size_t chunk, const ChunkBits& rows, base::Timestamp now) const {
    std::optional<Flip> first;
    if (!m_reads.now) return first;
    FlipSearch search(*this, now);
    std::int64_t end = INT64_MAX;
    forEachBit(rows, chunk, [&](std::uint32_t row) {
        const auto at = search.find(row, end);
        if (!at) return;
        end = *at;
        first = Flip{row, base::Timestamp(base::Duration(end))};
    });
    return first;
}

}  // namespace policy::engine
