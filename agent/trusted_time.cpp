#include "agent/trusted_time.h"

#include <algorithm>

namespace agent {
namespace {
// Below this, a clock that goes back was corrected, not set.
constexpr base::Duration kCorrection = std::chrono::minutes(1);
}  // namespace

TrustedTime::TrustedTime(const base::Clock& clock) : m_clock(clock) { anchor(clock.now()); }

void TrustedTime::anchor(base::Timestamp trusted) {
    m_trusted = std::max(trusted, m_floor);
    m_wall = m_clock.now();
    m_monotonic = m_clock.monotonic();
}

base::Timestamp TrustedTime::now() const {
    return m_trusted + std::max({m_clock.now() - m_wall, m_clock.monotonic() - m_monotonic, base::Duration{0}});
}

base::Duration TrustedTime::begin(const std::optional<SavedTime>& saved) {
    const auto wall = m_clock.now();
    if (!saved) {
        anchor(wall);
        return base::Duration{0};
    }
    const auto passed = wall - saved->wall;
    anchor(saved->trusted + std::max(passed, base::Duration{0}));
    return passed < -kCorrection ? -passed : base::Duration{0};
}

void TrustedTime::told(base::Timestamp fleetTime) { anchor(fleetTime); }

void TrustedTime::atLeast(base::Timestamp issuedAt) {
    m_floor = std::max(m_floor, issuedAt);
    if (now() < issuedAt) anchor(issuedAt);
}

base::Duration TrustedTime::look() {
    const auto back = (m_clock.monotonic() - m_monotonic) - (m_clock.now() - m_wall);
    if (back < kCorrection) return base::Duration{0};
    anchor(now());
    return back;
}

}  // namespace agent
