// What can be made to go wrong on one simulated machine. Every fault is off by default; they combine.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.h"

namespace hypervisor {

struct SimulatorFaults {
    /// The guest boots but its agent never answers.
    bool guestAgentAbsent = false;
    /// Each answer takes this long: a call with a shorter timeout ends in Timeout. No time really passes.
    base::Duration guestAgentDelay{0};
    /// The agent is there only this long after the start, by the driver's clock.
    base::Duration bootTime{0};
    /// The next so many starts fail as if the hypervisor had refused.
    int failingStarts = 0;
    bool eventsLost = false;
    /// The release has no policy program.
    bool policyProgramAbsent = false;
    /// What the policy program says of a setting, by name; "applied" otherwise.
    std::map<std::string, std::string> policyOutcomes;
    /// The machine dies between freeze and thaw of the next checkpoint.
    bool diesWhileFrozen = false;
    /// Checkpoints never find their parent usable.
    bool parentInvalid = false;
    /// Readers of a checkpoint fail after this many reads, as when the scratch area is full.
    std::optional<int> scratchReads;
    /// The guest does not let go of a port that is detached.
    bool unplugRefused = false;
    /// The data disk counts as not encrypted.
    bool plainDisk = false;
    /// No key opens the data disk.
    bool keySlotLost = false;
    /// The machine dies when its so-many-th call from now comes in (1: the next one).
    std::optional<int> diesAtCall;
};

}  // namespace hypervisor
