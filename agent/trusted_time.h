// TrustedTime: what time it is, for everything that must not be escaped by turning the handset's clock: leases, the end
// of an envelope, compliance steps.
//
// The fleet says what time it is (welcome, over the authenticated link; envelopes, signed). From there on the handset's
// clocks say only how much time has passed: the wall clock or the monotonic one, whichever says more. So a clock that is
// set back gains nothing while the agent runs, and nothing that was saved is ever taken back by it; a clock that is set
// forward makes things due earlier, until the fleet is heard again. What passes while the handset is off is what the wall
// clock says. Rejected: the largest time ever seen, whoever said it. A clock that was once wrong by a year would have
// ended every lease for a year.
//
// Loop only. Saving is the owner's.
#pragma once

#include <optional>

#include "base/clock.h"

namespace agent {

struct SavedTime {
    base::Timestamp trusted;
    base::Timestamp wall;  // what the handset's clock said then
};

class TrustedTime {
public:
    /// `clock` must outlive this.
    explicit TrustedTime(const base::Clock& clock);

    /// At the agent's start. Returns by how much the clock was set back since `saved`; 0: it was not.
    base::Duration begin(const std::optional<SavedTime>& saved);
    [[nodiscard]] base::Timestamp now() const;
    /// The fleet's time, from the fleet itself. It counts, later or earlier; but it is never before a signed envelope.
    void told(base::Timestamp fleetTime);
    /// A verified envelope was issued then: it is not earlier.
    void atLeast(base::Timestamp issuedAt);
    /// By how much the clock was set back since the last look; 0: it was not.
    base::Duration look();
    [[nodiscard]] SavedTime saved() const { return {now(), m_clock.now()}; }

private:
    void anchor(base::Timestamp trusted);
    const base::Clock& m_clock;
    base::Timestamp m_floor;  // no signed envelope that was seen is later
    base::Timestamp m_trusted, m_wall;
    base::Duration m_monotonic{0};
};

}  // namespace agent
