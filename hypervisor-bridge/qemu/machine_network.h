// How one machine's network card is joined to the world. Two ways: a network namespace of the handset (rate limits, real
// services at the gateway address), and QEMU's user networking where namespaces cannot be made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "hypervisor-bridge/controls.h"
#include "hypervisor-bridge/machine_spec.h"

namespace hypervisor {

class QmpConnection;

struct NetworkAttachment {
    std::vector<std::string> arguments;  // for QEMU; the netdev is "net0"
    base::UniqueFd tap;                  // given to QEMU as descriptor 3 when valid
};

class MachineNetwork {
public:
    virtual ~MachineNetwork() = default;
    /// Makes what must be there before QEMU starts.
    virtual base::Result<NetworkAttachment> attach() = 0;
    virtual ControlResult restrict(bool restricted, QmpConnection& qmp) = 0;
    virtual ControlResult limit(std::optional<std::uint32_t> kilobitsPerSecond) = 0;
    /// Removes what attach() made; the machine has ended.
    virtual void detach() = 0;
};

/// Empty when namespaces work here; otherwise why not. Tries with a namespace of its own, some 30 ms.
std::string namespaceProblem();
/// Makes the namespace with the gateway address on it, so that services can be bound before a machine starts.
base::Result<void> ensureNamespace(const NetworkSpec& network);
/// Removes the namespace; processes inside keep it until they end.
void removeNamespace(const std::string& name);

std::unique_ptr<MachineNetwork> createNamespaceNetwork(const MachineSpec& spec);
/// `reason`: why bandwidth cannot be limited.
std::unique_ptr<MachineNetwork> createUserNetwork(const MachineSpec& spec, std::string reason);

/// A stable, locally administered MAC address for the machine.
std::string macAddressOf(const base::PhoneId& id);

}  // namespace hypervisor
