// BackOff: when something that failed may be tried again. Doubles from the shortest wait to the longest.
#pragma once

#include "base/clock.h"
#include "base/result.h"

namespace agent {

class BackOff {
public:
    BackOff(base::Duration shortest, base::Duration longest) : m_shortest(shortest), m_longest(longest) {}

    void failed(base::Duration now, base::Error error) {
        m_wait = m_wait.count() == 0 ? m_shortest : std::min(m_wait * 2, m_longest);
        m_notBefore = now + m_wait;
        m_error = std::move(error);
    }
    void succeeded(base::Duration notBefore) {
        m_wait = {};
        m_notBefore = notBefore;
        m_error.reset();
    }
    [[nodiscard]] bool ready(base::Duration now) const { return now >= m_notBefore; }
    [[nodiscard]] base::Duration notBefore() const { return m_notBefore; }
    [[nodiscard]] const std::optional<base::Error>& error() const { return m_error; }

private:
    base::Duration m_shortest, m_longest;
    base::Duration m_wait{0}, m_notBefore{0};
    std::optional<base::Error> m_error;
};

}  // namespace agent
