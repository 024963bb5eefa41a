#include <algorithm>
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/bitmaps.h"
#include "hypervisor-bridge/qemu/guest_agent_connection.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/ports.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

RunState stateOf(const std::string& status) {
    if (status == "running") return RunState::Running;
    if (status == "guest-panicked" || status == "io-error" || status == "internal-error") return RunState::Failed;
    return RunState::Paused;
}

class QemuMachine final : public Machine {
public:
    QemuMachine(std::shared_ptr<MachineContext> machine, std::function<void()> released)
        : m_machine(std::move(machine)), m_released(std::move(released)), m_guest(createQemuGuestAgent(m_machine)),
          m_dataDisk(createQemuDataDisk(m_machine)), m_remoteData(createQemuRemoteData(m_machine)), m_backup(createQemuBackup(m_machine, *m_guest)),
          m_snapshots(createQemuSnapshots(m_machine)), m_screen(createQemuScreen(m_machine)) {}

    ~QemuMachine() override {
        m_machine->setRunning(nullptr);
        m_machine->setRemote(nullptr);
        m_released();
    }

    [[nodiscard]] const MachineSpec& spec() const override { return m_machine->spec; }

    base::Result<MachineObservation> observe() override {
        const std::lock_guard lock(m_machine->mutex);
        MachineObservation seen;
        const auto process = m_machine->running();
        if (!process) {
            if (const auto stopped = m_machine->needStopped(); !stopped) {
                seen.state = RunState::Failed;
                seen.reason = "its process does not answer";
            } else {
                TWINSET_ASSIGN(seen.checkpoints, storedCheckpoints(*m_machine));
            }
            return seen;
        }
        auto& qmp = process->qmp();
        const auto status = qmp.query("query-status");
        if (!status) return m_machine->running() ? base::Result<MachineObservation>(status.error()) : observe();
        seen.state = stateOf(status->value("status", ""));
        if (seen.state != RunState::Running) seen.reason = status->value("status", "");
        seen.startedAt = process->record().startedAt;
        seen.processId = process->record().identity.pid;
        seen.guestAgentConnected = guestAgentConnected(qmp);
        seen.networkLink = m_machine->network && process->record().networkLink;
        TWINSET_ASSIGN(seen.attachedPorts, attachedPorts(m_machine->spec, qmp));
        // A disk that needs its source has none, and asking for its nodes would be wrong while it is filled: remote_data.cpp.
        TWINSET_ASSIGN(const bool remote, needsRemote(*m_machine));
        if (!remote) {
            TWINSET_ASSIGN(seen.checkpoints, validCheckpoints(*m_machine, qmp));
        }
        seen.openCheckpoints = readCheckpointRecord(*m_machine) ? 1 : 0;
        return seen;
    }

    base::Result<void> start(const StartOptions& options, const base::Secret& dataKey) override {
        const std::lock_guard lock(m_machine->mutex);
        return startQemu(*m_machine, options, dataKey).withContext("cannot start " + m_machine->spec.id.text());
    }

    base::Result<void> resume() override { return tell("cont"); }
    base::Result<void> pause() override { return tell("stop"); }
    base::Result<void> reset() override { return tell("system_reset"); }

    base::Result<void> shutdown(base::Duration grace) override {
        const std::lock_guard lock(m_machine->mutex);
        const auto process = m_machine->running();
        if (!process) return m_machine->endProcess();
        const auto identity = process->record().identity;
        const base::SystemClock clock;
        const auto deadline = clock.monotonic() + grace;
        const auto status = process->qmp().query("query-status");
        const bool listens = status && status->value("status", "") == "running";
        while (listens && clock.monotonic() < deadline) {
            // Pressed again: a guest that is still starting does not hear the first time.
            (void)process->qmp().query("system_powerdown");
            if (!waitUntilGone(identity, std::min(base::Duration(3s), deadline - clock.monotonic()))) continue;
            (void)m_machine->running();
            return {};
        }
        return m_machine->endProcess();
    }

    base::Result<void> kill() override {
        const std::lock_guard lock(m_machine->mutex);
        return m_machine->endProcess();
    }

    base::Result<ControlResults> apply(const Controls& controls) override {
        const std::lock_guard lock(m_machine->mutex);
        return applyControls(*m_machine, controls);
    }

    GuestAgent& guest() override { return *m_guest; }
    DataDisk& dataDisk() override { return *m_dataDisk; }
    RemoteData& remoteData() override { return *m_remoteData; }
    BackupAccess& backup() override { return *m_backup; }
    Snapshots& snapshots() override { return *m_snapshots; }
    Screen& screen() override { return *m_screen; }

private:
    base::Result<void> tell(const std::string& command) {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        TWINSET_TRY(process->qmp().query(command));
        return {};
    }

    std::shared_ptr<MachineContext> m_machine;
    std::function<void()> m_released;
    std::unique_ptr<GuestAgent> m_guest;
    std::unique_ptr<DataDisk> m_dataDisk;
    std::unique_ptr<RemoteData> m_remoteData;
    std::unique_ptr<BackupAccess> m_backup;
    std::unique_ptr<Snapshots> m_snapshots;
    std::unique_ptr<Screen> m_screen;
};

}  // namespace

std::unique_ptr<Machine> createQemuMachine(std::shared_ptr<MachineContext> machine, std::function<void()> released) {
    return std::make_unique<QemuMachine>(std::move(machine), std::move(released));
}

}  // namespace hypervisor
