// MachineContext: what the parts of one machine handle share: its definition, its directory, and the running process if
// there is one. `mutex` serialises the machine's operations; guest agent calls do not hold it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "hypervisor-bridge/machine_spec.h"
#include "hypervisor-bridge/nbd/nbd_server.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "hypervisor-bridge/qemu/machine_network.h"
#include "hypervisor-bridge/qemu/processor_limit.h"
#include "hypervisor-bridge/qemu/running_qemu.h"

namespace hypervisor {

/// What the driver tells its machines about this computer.
struct QemuEnvironment {
    QemuOptions options;
    std::shared_ptr<EventHub> events;
    std::string acceleration;      // "kvm" or "tcg"
    std::string namespaceProblem;  // empty: networks are namespaces
    ProcessorGroups processors = {};
};

class MachineContext {
public:
    MachineContext(MachineSpec spec, std::filesystem::path directory, QemuEnvironment environment);

    const MachineSpec spec;
    const std::filesystem::path directory;
    const QemuEnvironment environment;
    base::FileSystem& files;
    base::Clock& clock;
    std::recursive_mutex mutex;
    const std::unique_ptr<MachineNetwork> network;  // null when the machine has none

    /// Connects to the process that an earlier driver started, or clears up after one that ended or never got going.
    void adopt();
    /// The live process or null. What a dead one left behind is cleared up.
    std::shared_ptr<RunningQemu> running();
    /// Unavailable when it does not run.
    base::Result<std::shared_ptr<RunningQemu>> needRunning();
    /// Conflict when it runs.
    base::Result<void> needStopped();
    void setRunning(std::shared_ptr<RunningQemu> running);
    /// Ends the process: by QEMU's own orderly way if it answers, by SIGKILL otherwise.
    base::Result<void> endProcess();
    base::Result<void> recordNetworkLink(bool up);
    /// Offers, or with null no longer offers, the content of a data disk that lies elsewhere. With the mutex held.
    void setRemote(std::unique_ptr<NbdServer> server) {
        m_remote = std::move(server);
        m_remoteAttached = m_remote != nullptr;
    }
    /// Any thread, without the mutex.
    [[nodiscard]] bool remoteAttached() const { return m_remoteAttached; }

private:
    void clearUp();

    std::unique_ptr<NbdServer> m_remote;
    std::atomic<bool> m_remoteAttached{false};
    std::mutex m_runningMutex;
    std::shared_ptr<RunningQemu> m_running;
    std::optional<ProcessIdentity> m_unreachable;  // alive, but does not answer
};

}  // namespace hypervisor
