// GuestAgent: questions put to the agent inside one guest. All calls block up to `timeout` and are safe from any thread
// (serialised inside). Timeout when the guest does not answer; Unavailable when the machine is not running.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace hypervisor {

struct GuestExecOutcome {
    int exitCode = -1;
    base::Bytes standardOutput;
    base::Bytes standardError;
};

class GuestAgent {
public:
    virtual ~GuestAgent() = default;
    virtual base::Result<void> ping(base::Duration timeout) = 0;
    /// Runs a program inside the guest and waits for it. `command[0]` is a path.
    virtual base::Result<GuestExecOutcome> exec(const std::vector<std::string>& command, const base::Bytes& standardInput,
                                                base::Duration timeout) = 0;
    /// Freezes the guest's file systems; returns how many.
    virtual base::Result<int> freeze(base::Duration timeout) = 0;
    virtual base::Result<int> thaw(base::Duration timeout) = 0;
    virtual base::Result<bool> frozen(base::Duration timeout) = 0;
    virtual base::Result<void> setTime(base::Timestamp time, base::Duration timeout) = 0;
};

}  // namespace hypervisor
