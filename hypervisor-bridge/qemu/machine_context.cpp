#include "hypervisor-bridge/qemu/machine_context.h"

#include <nlohmann/json.hpp>

#include "base/log.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

std::unique_ptr<MachineNetwork> networkFor(const MachineSpec& spec, const QemuEnvironment& environment) {
    if (!spec.network.present) return nullptr;
    if (environment.namespaceProblem.empty() && !spec.network.network.empty()) return createNamespaceNetwork(spec);
    const auto reason = environment.namespaceProblem.empty() ? "the machine names no network" : environment.namespaceProblem;
    return createUserNetwork(spec, reason);
}

}  // namespace

MachineContext::MachineContext(MachineSpec machineSpec, std::filesystem::path machineDirectory, QemuEnvironment machineEnvironment)
    : spec(std::move(machineSpec)), directory(std::move(machineDirectory)), environment(std::move(machineEnvironment)),
      files(*environment.options.files), clock(*environment.options.clock), network(networkFor(spec, environment)) {}

void MachineContext::adopt() {
    const auto record = readProcessRecord(files, directory);
    if (!record) return;
    if (!isAlive(record->identity)) return clearUp();
    if (!record->started) {
        base::logWarning("the start of " + spec.id.text() + " was interrupted; its process is ended");
        if (const auto killed = killProcess(record->identity); !killed) base::logError(killed.error().message);
        return clearUp();
    }
    auto connected = RunningQemu::connect(directory, *record, spec.id, environment.events, 5s);
    if (connected) {
        const auto uuid = (*connected)->qmp().query("query-uuid");
        if (uuid && uuid->value("UUID", "") == uuidOf(spec.id)) {
            setRunning(*connected);
            environment.events->send(EventKind::Resync, spec.id, "adopted");
            return;
        }
        connected = uuid ? base::Error{ErrorCode::Corrupt, "its control socket answers for another machine"} : uuid.error();
    }
    base::logWarning("the process of " + spec.id.text() + " cannot be adopted: " + connected.error().message);
    const std::lock_guard lock(m_runningMutex);
    m_unreachable = record->identity;
}

std::shared_ptr<RunningQemu> MachineContext::running() {
    {
        const std::lock_guard lock(m_runningMutex);
        if (!m_running) return nullptr;
        // A process that is killed closes its connection before it is gone.
        if (!m_running->qmp().closed() && m_running->alive()) return m_running;
        if (!waitUntilGone(m_running->record().identity, 10s)) return m_running;
        m_running.reset();
    }
    clearUp();
    return nullptr;
}

base::Result<std::shared_ptr<RunningQemu>> MachineContext::needRunning() {
    auto process = running();
    if (!process) return {ErrorCode::Unavailable, "the machine " + spec.id.text() + " is not running"};
    return process;
}

base::Result<void> MachineContext::needStopped() {
    const bool unreachable = m_unreachable && isAlive(*m_unreachable);
    if (unreachable)
        return {ErrorCode::Conflict, "the machine " + spec.id.text() + " has a process that does not answer; kill the machine first"};
    if (running()) return {ErrorCode::Conflict, "the machine " + spec.id.text() + " runs; stop it first"};
    return {};
}

void MachineContext::setRunning(std::shared_ptr<RunningQemu> process) {
    const std::lock_guard lock(m_runningMutex);
    m_running = std::move(process);
}

base::Result<void> MachineContext::endProcess() {
    if (m_unreachable) {
        TWINSET_TRY(killProcess(*m_unreachable));
        m_unreachable.reset();
        clearUp();
    }
    const auto process = running();
    if (!process) return {};
    const auto identity = process->record().identity;
    // A QEMU that waits for content from elsewhere would have to wait for it before it ends.
    const auto missing = needsRemote(*this);
    const bool waits = missing && *missing;
    const bool asked = !waits && process->qmp().query("quit").ok();
    if (!asked || !waitUntilGone(identity, 5s)) TWINSET_TRY(killProcess(identity));
    (void)running();
    return {};
}

base::Result<void> MachineContext::recordNetworkLink(bool up) {
    TWINSET_ASSIGN(const auto process, needRunning());
    auto record = process->record();
    if (record.networkLink == up) return {};
    record.networkLink = up;
    TWINSET_TRY(writeProcessRecord(files, directory, record));
    process->setRecord(record);
    return {};
}

void MachineContext::clearUp() {
    if (const auto record = readProcessRecord(files, directory)) removeProcessorGroup(environment.processors, record->identity);
    if (network) network->detach();
    for (const auto* name : {"qmp", "ga", "nbd"})
        if (const auto removed = files.remove(directory / name); !removed) base::logWarning(removed.error().message);
    removeProcessRecord(files, directory);
}

}  // namespace hypervisor
