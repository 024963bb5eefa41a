// The one way a machine is started: under the policy in force, before the guest's first instruction.
#pragma once

#include "agent/phone_step.h"

namespace agent {

/// Denied, naming the setting, when the policy forbids the start: the release is older than its floor, or it demands an encrypted data disk
/// and this one is not.
base::Result<void> startMachine(StepWork& work);

}  // namespace agent
