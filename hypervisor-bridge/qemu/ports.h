// Virtio-serial ports of a machine: on its command line at the start, plugged and unplugged while it runs.
//
// A Device port is fed through a Unix socket that QEMU listens on: PortSpec::socket, or "port-INDEX" in the machine's
// directory when that is empty. Bytes written there appear in the guest. A Channel port is a Unix socket that one of two
// machines listens on and the other connects to, trying again every second; taking one end away leaves the other guest's
// port in place, silent until the end comes back.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "hypervisor-bridge/controls.h"
#include "hypervisor-bridge/machine_spec.h"

namespace hypervisor {

class QmpConnection;

std::vector<std::string> portArguments(const MachineSpec& spec, std::size_t index);
base::Result<std::vector<std::string>> attachedPorts(const MachineSpec& spec, QmpConnection& qmp);
/// Brings one port to `attach` and reads back.
ControlResult applyPort(const MachineSpec& spec, const std::string& name, bool attach, QmpConnection& qmp);

}  // namespace hypervisor
