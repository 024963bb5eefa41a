// QEMU's command line for a machine. Disks and their keys are not on it: they are added over QMP before the machine is
// built (-preconfig), so no secret is ever an argument.
#pragma once

#include <string>
#include <vector>

#include "hypervisor-bridge/machine_spec.h"

namespace hypervisor {

struct CommandLineInputs {
    std::string program;
    std::string acceleration;
    std::vector<std::string> network;    // of NetworkAttachment
    std::vector<std::string> portNames;  // of the ports attached from the start
    bool incoming = false;               // waits for a saved state
    bool remoteData = false;             // part of the data disk is read from elsewhere
};

std::vector<std::string> qemuCommandLine(const MachineSpec& spec, const CommandLineInputs& inputs);

}  // namespace hypervisor
