// When a staged release may be switched to: update.window, update.freezePeriods and update.automatic of the policy, by the clock of
// the handset. Its local time is that of the policy's time.zone where it names one that the handset knows, and UTC otherwise.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/zone_offsets.h"
#include "policy/value.h"

namespace agent {

struct UpdateMoment {
    bool permitted = true;
    std::string setting;  // that it waits for
    std::string waits;    // for people: "waits for the update window until 2026-11-22T22:00:00.000Z"
};

/// `stopped`: the phone is off, so that a switch ends nothing. `zones` may be null. A setting that cannot be read permits nothing.
UpdateMoment updateMoment(const std::map<std::string, policy::Value>& settings, base::Timestamp now, bool stopped,
                          const base::ZoneOffsets* zones);

}  // namespace agent
