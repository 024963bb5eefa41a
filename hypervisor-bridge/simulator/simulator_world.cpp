#include "hypervisor-bridge/simulator/simulator_world.h"

#include "hypervisor-bridge/simulator/simulated_files.h"
#include "hypervisor-bridge/simulator/simulated_hardware.h"

namespace hypervisor {

SimulatedDataDisk* SimulatedHardware::diskOf(const SimulatedPhone& phone) {
    const auto found = disks.find(phone.spec.dataDisk.string());
    return found == disks.end() ? nullptr : &found->second;
}

void SimulatedHardware::countCall(SimulatedPhone& phone) {
    auto& left = faults[phone.spec.id].diesAtCall;
    if (!left || phone.state == RunState::Stopped) return;
    if (--*left > 0) return;
    left.reset();
    crash(phone, "killed by an injected fault");
}

void SimulatedHardware::stop(SimulatedPhone& phone, EventKind kind, const std::string& why) {
    if (auto* disk = diskOf(phone)) disk->filling = false;
    phone.state = RunState::Stopped;
    phone.reason.clear();
    phone.startedAt.reset();
    phone.attachedPorts.clear();
    phone.frozen = false;
    for (const auto& name : phone.openCheckpoints)
        if (auto* disk = diskOf(phone)) disk->content.endTracking(name);
    phone.openCheckpoints.clear();
    send(phone, kind, why);
}

void SimulatedHardware::crash(SimulatedPhone& phone, const std::string& why) {
    if (auto* disk = diskOf(phone)) disk->content.dropTracking();
    stop(phone, EventKind::Gone, why);
}

void SimulatedHardware::send(const SimulatedPhone& phone, EventKind kind, const std::string& detail) {
    if (faults[phone.spec.id].eventsLost) return;
    const std::lock_guard lock(sinkMutex);
    ++sequence;
    if (sink) sink(Event{sequence, kind, phone.spec.id, detail});
}

bool SimulatedHardware::guestAgentUp(const SimulatedPhone& phone, base::Duration monotonicNow) {
    const auto& fault = faults[phone.spec.id];
    return phone.state == RunState::Running && !phone.systemBroken && !fault.guestAgentAbsent &&
           monotonicNow - phone.bootedAt >= fault.bootTime;
}

SimulatorWorld::SimulatorWorld() : m_hardware(std::make_shared<SimulatedHardware>()) {}
SimulatorWorld::~SimulatorWorld() = default;

void SimulatorWorld::setFaults(const base::PhoneId& id, const SimulatorFaults& faults) {
    const std::lock_guard lock(m_hardware->mutex);
    m_hardware->faults[id] = faults;
}

void SimulatorWorld::crashMachine(const base::PhoneId& id) {
    const std::lock_guard lock(m_hardware->mutex);
    const auto found = m_hardware->phones.find(id);
    if (found != m_hardware->phones.end() && found->second.state != RunState::Stopped)
        m_hardware->crash(found->second, "the hypervisor process was killed");
}

void SimulatorWorld::loseCallers() {
    const std::lock_guard lock(m_hardware->mutex);
    ++m_hardware->callers;
}

namespace {

base::Result<SimulatedDisk*> runningDisk(SimulatedHardware& hardware, const base::PhoneId& id) {
    const auto found = hardware.phones.find(id);
    if (found == hardware.phones.end() || found->second.state != RunState::Running)
        return {base::ErrorCode::Unavailable, "the machine " + id.text() + " is not running"};
    auto* disk = hardware.diskOf(found->second);
    if (disk == nullptr) return {base::ErrorCode::NotFound, "the machine " + id.text() + " has no data disk"};
    return &disk->content;
}

}  // namespace

base::Result<std::string> SimulatorWorld::guestFile(const base::PhoneId& id, const std::string& path) {
    const std::lock_guard lock(m_hardware->mutex);
    TWINSET_ASSIGN(const auto* disk, runningDisk(*m_hardware, id));
    return readSimulatedFile(*disk, path);
}

base::Result<void> SimulatorWorld::writeGuestFile(const base::PhoneId& id, const std::string& path,
                                                  const std::string& content) {
    const std::lock_guard lock(m_hardware->mutex);
    TWINSET_ASSIGN(auto* disk, runningDisk(*m_hardware, id));
    return writeSimulatedFile(*disk, path, content);
}

std::optional<Controls> SimulatorWorld::controlsOf(const base::PhoneId& id) {
    const std::lock_guard lock(m_hardware->mutex);
    const auto found = m_hardware->phones.find(id);
    if (found == m_hardware->phones.end() || found->second.state == RunState::Stopped) return std::nullopt;
    return found->second.controls;
}

}  // namespace hypervisor
