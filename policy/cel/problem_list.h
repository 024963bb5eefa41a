// The problems of one source, in the order they were found; the first few, and one for each place, because others are
// mostly echoes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "policy/cel/source.h"

namespace policy::cel {

class ProblemList {
public:
    static constexpr std::size_t kMost = 10;

    void add(Position position, std::string message, std::string suggestion = {}) {
        ++m_count;
        if (m_problems.size() < kMost && (m_problems.empty() || m_problems.back().position.offset != position.offset))
            m_problems.push_back({position, std::move(message), std::move(suggestion)});
    }
    /// All that were added, kept or not.
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] std::vector<Problem> take() && { return std::move(m_problems); }

private:
    std::vector<Problem> m_problems;
    std::size_t m_count = 0;
};

}  // namespace policy::cel
