// A clock that tests turn by hand. Safe from any thread.
#pragma once

#include <atomic>

#include "base/clock.h"

class FakeClock final : public base::Clock {
public:
    [[nodiscard]] base::Timestamp now() const override { return base::Timestamp(base::Duration(m_now.load())); }
    [[nodiscard]] base::Duration monotonic() const override { return base::Duration(m_monotonic.load()); }
    void advance(base::Duration by) {
        m_now += by.count();
        m_monotonic += by.count();
    }

    /// As somebody who sets the wall clock; the monotonic one goes on.
    void setWall(base::Duration by) {
        m_now += by.count();
        m_wrong += by.count();
    }
    /// What a clock says that nobody sets.
    [[nodiscard]] base::Timestamp trueTime() const { return base::Timestamp(base::Duration(m_now - m_wrong)); }

private:
    std::atomic<base::Duration::rep> m_wrong{0};
    std::atomic<base::Duration::rep> m_now{1'795'000'000'000};  // 2026-11-18
    std::atomic<base::Duration::rep> m_monotonic{1'000'000};
};
