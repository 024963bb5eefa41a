// BackOff: how long to wait before the next try. Doubles from `shortest` to `longest`, and each wait is drawn between half
// of that and all of it, so that a fleet that lost its gateway does not come back in one instant.
#pragma once

#include <algorithm>
#include <random>

#include "base/clock.h"

namespace fleet {

class BackOff {
public:
    BackOff(base::Duration shortest, base::Duration longest)
        : m_shortest(std::max(shortest, base::Duration(1))), m_longest(std::max(longest, m_shortest)), m_next(m_shortest) {}

    base::Duration next() {
        const base::Duration most = m_next;
        m_next = std::min(m_next * 2, m_longest);
        return drawn(most);
    }
    base::Duration longest() { return drawn(m_longest); }
    void reset() { m_next = m_shortest; }

private:
    base::Duration drawn(base::Duration most) {
        return base::Duration(std::uniform_int_distribution<std::int64_t>(most.count() / 2, most.count())(m_random));
    }

    const base::Duration m_shortest, m_longest;
    base::Duration m_next;
    std::minstd_rand m_random{std::random_device{}()};
};

}  // namespace fleet
