#include "hypervisor-bridge/qemu/storage_daemon.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "hypervisor-bridge/qemu/data_nodes.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {
namespace {

using namespace std::chrono_literals;

}  // namespace

StorageDaemon::StorageDaemon(base::FileSystem& files, std::filesystem::path directory, ProcessIdentity identity)
    : m_files(files), m_directory(std::move(directory)), m_identity(identity) {}

base::Result<std::unique_ptr<StorageDaemon>> StorageDaemon::open(MachineContext& machine, const base::Secret& key, bool writable) {
    const auto directory = machine.directory / "storage";
    TWINSET_TRY(machine.files.createDirectories(directory));
    for (const auto* name : {"qmp", "nbd"}) TWINSET_TRY(machine.files.remove(directory / name));
    ProcessRecord record;
    DetachedRequest request;
    request.command = {machine.environment.options.storageDaemonProgram, "--chardev", "socket,id=qmp,path=qmp,server=on,wait=off",
                       "--monitor", "qmp"};
    request.workingDirectory = directory;
    request.logFile = "storage.log";
    request.record = [&](const ProcessIdentity& identity) {
        record.identity = identity;
        record.startedAt = machine.clock.now();
        return writeProcessRecord(machine.files, directory, record);
    };
    TWINSET_TRY(startDetached(request));
    std::unique_ptr<StorageDaemon> daemon(new StorageDaemon(machine.files, directory, record.identity));
    TWINSET_ASSIGN(daemon->m_daemon, RunningQemu::connect(directory, record, machine.spec.id, std::make_shared<EventHub>(), 20s));
    TWINSET_TRY(daemon->serve(machine.spec, key, writable));
    return daemon;
}

base::Result<void> StorageDaemon::serve(const MachineSpec& spec, const base::Secret& key, bool writable) {
    auto& qmp = m_daemon->qmp();
    TWINSET_TRY(qmp.execute("object-add", {{"qom-type", "secret"}, {"id", "data-key"}, {"data", passphraseOf(key)}}));
    const auto opened = qmp.execute(
        "blockdev-add", {{"driver", "qcow2"},
                         {"node-name", "data"},
                         {"read-only", !writable},
                         {"discard", "unmap"},
                         {"file", {{"driver", "file"}, {"filename", spec.dataDisk.string()}, {"read-only", !writable}, {"discard", "unmap"}}},
                         {"encrypt", {{"format", "luks"}, {"key-secret", "data-key"}}}});
    TWINSET_TRY(qmp.execute("object-del", {{"id", "data-key"}}));
    if (!opened) return unlockError(opened.error(), spec.dataDisk.string());
    TWINSET_TRY(qmp.execute("nbd-server-start", {{"addr", {{"type", "unix"}, {"data", {{"path", "nbd"}}}}}}));
    TWINSET_TRY(qmp.execute("block-export-add", {{"type", "nbd"}, {"id", "data"}, {"node-name", "data"}, {"name", "data"},
                                                 {"writable", writable}}));
    return {};
}

base::Result<base::UniqueFd> StorageDaemon::connect() { return connectUnixSocket(m_directory, "nbd"); }

base::Result<void> StorageDaemon::close() {
    if (!m_daemon) return {};
    const auto asked = m_daemon->qmp().query("quit");
    const bool gone = waitUntilGone(m_identity, 30s);
    m_daemon.reset();
    if (!gone) TWINSET_TRY(killProcess(m_identity));
    removeProcessRecord(m_files, m_directory);
    if (!asked) return asked.error();
    if (!gone) return {base::ErrorCode::Timeout, "the storage daemon did not close the data disk"};
    return {};
}

StorageDaemon::~StorageDaemon() {
    if (const auto closed = close(); !closed) base::logWarning(closed.error().message);
    // A daemon that never served has no connection to be closed through.
    if (isAlive(m_identity))
        if (const auto killed = killProcess(m_identity); !killed) base::logError(killed.error().message);
    removeProcessRecord(m_files, m_directory);
}

void StorageDaemon::endLeftOver(base::FileSystem& files, const std::filesystem::path& machineDirectory) {
    const auto directory = machineDirectory / "storage";
    const auto record = readProcessRecord(files, directory);
    if (!record) return;
    if (const auto killed = killProcess(record->identity); !killed) base::logError(killed.error().message);
    removeProcessRecord(files, directory);
}

}  // namespace hypervisor
