// FlushExport: a way to bring all that QEMU holds of a running machine's data disk onto stable storage and to hear whether
// that worked. QMP has no such command, and "stop" flushes but keeps errors to itself; an NBD client may ask for a flush.
// Only while no checkpoint is open, which uses the same server.
#pragma once

#include <memory>

#include "base/block_device.h"
#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

class FlushExport {
public:
    /// With the machine's mutex held. Replaces one that a killed agent left.
    static base::Result<std::unique_ptr<FlushExport>> open(MachineContext& machine);
    /// Blocks; needs no mutex.
    base::Result<void> flush() { return m_client->flush(); }
    /// With the machine's mutex held. Success when the machine ended meanwhile.
    base::Result<void> close();

private:
    FlushExport(MachineContext& machine, std::unique_ptr<base::BlockWriter> client) : m_machine(machine), m_client(std::move(client)) {}

    MachineContext& m_machine;
    std::unique_ptr<base::BlockWriter> m_client;
};

}  // namespace hypervisor
