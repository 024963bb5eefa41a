// What the health program inside the guest says. It is the guest's word: bounded, and believed only where it can be
// checked against what was started.
#pragma once

#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "hypervisor-bridge/guest_agent.h"

namespace agent {

inline constexpr const char* kHealthProgram = "/usr/libexec/twinset/health";

struct GuestHealth {
    std::string release;
    std::string text;  // the JSON as the guest wrote it
};

/// Unavailable when the guest says that it is not ready (with its reason): worth asking again. InvalidInput when it is
/// ready and is not what was started: another release, another phone, no data disk.
base::Result<GuestHealth> judgeHealth(const hypervisor::GuestExecOutcome& outcome, const base::PhoneId& phone,
                                      const std::string& release);

}  // namespace agent
