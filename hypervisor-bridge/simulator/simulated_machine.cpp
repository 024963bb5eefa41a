#include "hypervisor-bridge/simulator/simulated_machine.h"

#include <algorithm>

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint64_t kMostMarkers = 4 * 1024 * 1024;

class SimulatedMachine final : public Machine {
public:
    SimulatedMachine(SimulatedSlot slot, base::FileSystem& files, std::function<void()> released)
        : m_slot(std::move(slot)), m_files(files), m_released(std::move(released)),
          m_spec(m_slot.hardware->phones.at(m_slot.id).spec), m_guest(createSimulatedGuest(m_slot)),
          m_dataDisk(createSimulatedDataDisk(m_slot)), m_remoteData(createSimulatedRemoteData(m_slot)), m_backup(createSimulatedBackup(m_slot)),
          m_snapshots(createSimulatedSnapshots(m_slot, files)), m_screen(createSimulatedScreen(m_slot, files)) {}

    ~SimulatedMachine() override { m_released(); }

    [[nodiscard]] const MachineSpec& spec() const override { return m_spec; }

    base::Result<MachineObservation> observe() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        const auto& phone = enter(m_slot);
        MachineObservation seen;
        seen.state = phone.state;
        seen.reason = phone.reason;
        if (const auto* disk = m_slot.hardware->diskOf(phone)) {
            seen.checkpoints = disk->content.checkpoints();
            std::erase_if(seen.checkpoints, [&](const auto& name) { return phone.openCheckpoints.contains(name); });
        }
        if (phone.state == RunState::Stopped) return seen;
        seen.startedAt = phone.startedAt;
        seen.processId = phone.processId;
        seen.guestAgentConnected = m_slot.hardware->guestAgentUp(phone, m_slot.clock->monotonic());
        seen.networkLink = phone.controls.networkLink && phone.spec.network.present;
        seen.attachedPorts.assign(phone.attachedPorts.begin(), phone.attachedPorts.end());
        seen.openCheckpoints = static_cast<int>(phone.openCheckpoints.size());
        return seen;
    }

    base::Result<void> start(const StartOptions& options, const base::Secret& dataKey) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state != RunState::Stopped)
            return {ErrorCode::Conflict, "the machine " + m_slot.id.text() + " runs already"};
        TWINSET_TRY(loadSystem(phone));
        TWINSET_TRY(unlock(phone, dataKey));
        if (const auto& disk = m_slot.hardware->diskOf(phone)->content; disk.remote() && !disk.hasSource())
            return {ErrorCode::Conflict, "part of the content of the data disk is not local yet; attach the source it comes from first"};
        if (auto& failing = m_slot.hardware->faults[m_slot.id].failingStarts; failing > 0) {
            --failing;
            return {ErrorCode::Unavailable, "the hypervisor did not start (an injected fault)"};
        }
        if (options.savedState && !m_files.exists(*options.savedState))
            return {ErrorCode::NotFound, "there is no saved state " + options.savedState->string()};
        phone.state = options.paused ? RunState::Paused : RunState::Running;
        phone.reason = options.paused ? "not started yet" : "";
        phone.startedAt = m_slot.clock->now();
        phone.bootedAt = m_slot.clock->monotonic();
        phone.memoryMiB = phone.spec.memoryMiB;
        phone.processId = ++m_slot.hardware->nextProcessId;
        for (const auto& port : phone.spec.ports)
            if (port.attachedAtStart) phone.attachedPorts.insert(port.name);
        applyTo(phone, options.controls);
        m_slot.hardware->send(phone, EventKind::StateChanged, std::string(runStateName(phone.state)));
        announceAgent(phone);
        return {};
    }

    base::Result<void> resume() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needProcess(phone));
        if (phone.state == RunState::Running) return {};
        if (phone.reason == "not started yet") phone.bootedAt = m_slot.clock->monotonic();
        phone.state = RunState::Running;
        phone.reason.clear();
        m_slot.hardware->send(phone, EventKind::StateChanged, "running");
        announceAgent(phone);
        return {};
    }

    base::Result<void> pause() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needProcess(phone));
        if (phone.state == RunState::Paused) return {};
        phone.state = RunState::Paused;
        phone.reason = "paused";
        m_slot.hardware->send(phone, EventKind::StateChanged, "paused");
        return {};
    }

    base::Result<void> shutdown(base::Duration) override { return end("shut down"); }
    base::Result<void> kill() override { return end("killed"); }

    base::Result<void> reset() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needProcess(phone));
        phone.bootedAt = m_slot.clock->monotonic();
        phone.frozen = false;
        m_slot.hardware->send(phone, EventKind::StateChanged, "reset");
        announceAgent(phone);
        return {};
    }

    base::Result<ControlResults> apply(const Controls& controls) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needProcess(phone));
        return applyTo(phone, controls);
    }

    GuestAgent& guest() override { return *m_guest; }
    DataDisk& dataDisk() override { return *m_dataDisk; }
    RemoteData& remoteData() override { return *m_remoteData; }
    BackupAccess& backup() override { return *m_backup; }
    Snapshots& snapshots() override { return *m_snapshots; }
    Screen& screen() override { return *m_screen; }

private:
    base::Result<void> needProcess(const SimulatedPhone& phone) const {
        if (phone.state == RunState::Stopped)
            return {ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        return {};
    }

    base::Result<void> loadSystem(SimulatedPhone& phone) {
        for (const auto* part : {&phone.spec.system.kernel, &phone.spec.system.initrd, &phone.spec.system.systemImage})
            if (!m_files.exists(*part))
                return {ErrorCode::NotFound, "the part " + part->string() + " of the release is missing; stage it again"};
        TWINSET_ASSIGN(const auto file, m_files.open(phone.spec.system.systemImage, base::OpenMode::Read));
        TWINSET_ASSIGN(const auto text, file->readAt(0, kMostMarkers));
        phone.systemBroken = text.find("twinset-broken") != std::string::npos;
        constexpr std::string_view kMarker = "twinset-release=";
        const auto at = text.find(kMarker);
        phone.release = at == std::string::npos ? "unknown"
                                                : text.substr(at + kMarker.size(), text.find_first_of("\n\r \0", at) - at - kMarker.size());
        return {};
    }

    base::Result<void> unlock(const SimulatedPhone& phone, const base::Secret& key) {
        const auto* disk = m_slot.hardware->diskOf(phone);
        if (disk == nullptr)
            return {ErrorCode::NotFound, "the data disk " + phone.spec.dataDisk.string() + " does not exist; create it first"};
        if (m_slot.hardware->faults[m_slot.id].keySlotLost || disk->keyDigest != base::Digest::of(key.reveal()))
            return {ErrorCode::Denied, "the key does not open the data disk " + phone.spec.dataDisk.string()};
        return {};
    }

    void announceAgent(const SimulatedPhone& phone) {
        if (m_slot.hardware->guestAgentUp(phone, m_slot.clock->monotonic()))
            m_slot.hardware->send(phone, EventKind::GuestAgentUp, "");
    }

    base::Result<void> end(const std::string& why) {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state != RunState::Stopped) m_slot.hardware->stop(phone, EventKind::Gone, why);
        return {};
    }

    ControlResults applyTo(SimulatedPhone& phone, const Controls& controls) {
        phone.controls = controls;
        ControlResults results;
        const auto applied = [&](const std::string& name, const std::string& readBack) {
            results.push_back({name, ControlOutcome::Applied, readBack});
        };
        if (phone.spec.network.present) {
            applied("network.link", controls.networkLink ? "up" : "down");
            applied("network.restricted", controls.networkRestricted ? "restricted" : "open");
            const auto& rate = controls.networkKilobitsPerSecond;
            applied("network.bandwidth", rate ? std::to_string(*rate) + " kbit/s" : "unlimited");
        }
        for (const auto& [name, attach] : controls.ports) results.push_back(applyPort(phone, name, attach));
        const auto& rate = controls.diskBytesPerSecond;
        applied("disk.rate", rate ? std::to_string(*rate) + " B/s" : "unlimited");
        const auto& operations = controls.diskOperationsPerSecond;
        applied("disk.operations", operations ? std::to_string(*operations) + " operations/s" : "unlimited");
        results.push_back(applyMemory(phone, controls.memoryMiB));
        const auto& percent = controls.processorPercent;
        applied("cpu.limit", percent ? std::to_string(*percent) + " %" : "unlimited");
        return results;
    }

    ControlResult applyMemory(SimulatedPhone& phone, std::optional<std::uint32_t> wanted) {
        const auto target = std::min(wanted.value_or(phone.spec.memoryMiB), phone.spec.memoryMiB);
        const bool booted = m_slot.hardware->guestAgentUp(phone, m_slot.clock->monotonic());
        if (target != phone.memoryMiB && !booted)
            return {"memory.limit", ControlOutcome::PendingGuest, std::to_string(phone.memoryMiB) + " MiB; the guest is on its way to " +
                                                                      std::to_string(target) + " MiB"};
        phone.memoryMiB = target;
        return {"memory.limit", ControlOutcome::Applied, std::to_string(target) + " MiB"};
    }

    ControlResult applyPort(SimulatedPhone& phone, const std::string& name, bool attach) {
        const bool known = std::any_of(phone.spec.ports.begin(), phone.spec.ports.end(),
                                       [&](const PortSpec& port) { return port.name == name; });
        if (!known) return {"port." + name, ControlOutcome::Failed, "this machine has no port of that name"};
        if (attach) {
            phone.attachedPorts.insert(name);
            return {"port." + name, ControlOutcome::Applied, "attached"};
        }
        if (m_slot.hardware->faults[m_slot.id].unplugRefused && phone.attachedPorts.contains(name))
            return {"port." + name, ControlOutcome::PendingGuest, "attached; the guest has not let go of it"};
        if (phone.attachedPorts.erase(name) > 0) m_slot.hardware->send(phone, EventKind::DeviceRemoved, name);
        return {"port." + name, ControlOutcome::Applied, "detached"};
    }

    SimulatedSlot m_slot;
    base::FileSystem& m_files;
    std::function<void()> m_released;
    MachineSpec m_spec;
    std::unique_ptr<GuestAgent> m_guest;
    std::unique_ptr<DataDisk> m_dataDisk;
    std::unique_ptr<RemoteData> m_remoteData;
    std::unique_ptr<BackupAccess> m_backup;
    std::unique_ptr<Snapshots> m_snapshots;
    std::unique_ptr<Screen> m_screen;
};

}  // namespace

std::unique_ptr<Machine> createSimulatedMachine(SimulatedSlot slot, base::FileSystem& files, std::function<void()> released) {
    return std::make_unique<SimulatedMachine>(std::move(slot), files, std::move(released));
}

}  // namespace hypervisor
