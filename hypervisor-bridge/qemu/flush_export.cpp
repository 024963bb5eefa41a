#include "hypervisor-bridge/qemu/flush_export.h"

#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/nbd_reader.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {

base::Result<std::unique_ptr<FlushExport>> FlushExport::open(MachineContext& machine) {
    TWINSET_ASSIGN(const auto process, machine.needRunning());
    auto& qmp = process->qmp();
    (void)qmp.query("nbd-server-stop");
    TWINSET_TRY(qmp.execute("nbd-server-start", {{"addr", {{"type", "unix"}, {"data", {{"path", "nbd"}}}}}}));
    // Ends with the server.
    TWINSET_TRY(qmp.execute("block-export-add", {{"type", "nbd"}, {"id", "flush-export"}, {"node-name", "data"}, {"name", "data"}, {"writable", false}}));
    TWINSET_ASSIGN(auto socket, connectUnixSocket(machine.directory, "nbd"));
    TWINSET_ASSIGN(auto client, openNbdWriter(std::move(socket), "data"));
    return std::unique_ptr<FlushExport>(new FlushExport(machine, std::move(client)));
}

base::Result<void> FlushExport::close() {
    m_client.reset();
    const auto process = m_machine.running();
    if (!process) return {};
    TWINSET_TRY(process->qmp().query("nbd-server-stop"));
    return {};
}

}  // namespace hypervisor
