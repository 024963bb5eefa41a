// The policy program of the simulated guest. It reads the text that agent/guest_policy.h describes, keeps it on the data disk, and says of
// each setting that it is applied, or what SimulatorFaults tells it to say.
#pragma once

#include <string>

#include "hypervisor-bridge/guest_agent.h"
#include "hypervisor-bridge/simulator/simulated_disk.h"
#include "hypervisor-bridge/simulator/simulator_faults.h"

namespace hypervisor {

GuestExecOutcome runSimulatedPolicy(const std::string& verb, const base::Bytes& input, SimulatedDisk& disk, const SimulatorFaults& faults);

}  // namespace hypervisor
