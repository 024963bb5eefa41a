// RowEvaluation: one predicate on one row at one instant.
#pragma once

#include "policy/engine/predicate.h"

namespace policy::engine {

class RowEvaluation {
public:
    RowEvaluation(const Predicate& predicate, const FactTable& table, std::uint32_t row, base::Timestamp now)
        : m_predicate(predicate), m_table(table), m_row(row), m_now(now) {}

    [[nodiscard]] Tri condition(std::uint32_t place) const;
    /// False: an error.
    bool number(std::uint32_t place, std::int64_t& value) const;
    bool real(std::uint32_t place, double& value) const;

private:
    [[nodiscard]] bool present(std::size_t attribute) const;

    const Predicate& m_predicate;
    const FactTable& m_table;
    std::uint32_t m_row;
    base::Timestamp m_now;
};

/// The value of a part that reads nothing but the time; remembered for the minute.
Tri nowPart(const Predicate& predicate, std::uint32_t place, base::Timestamp now);

}  // namespace policy::engine
