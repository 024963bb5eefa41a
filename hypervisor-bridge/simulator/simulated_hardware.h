// The state behind SimulatorWorld: one record a machine, all guarded by one mutex. Private to the simulator.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/digest.h"
#include "hypervisor-bridge/event.h"
#include "hypervisor-bridge/machine.h"
#include "hypervisor-bridge/simulator/simulated_disk.h"
#include "hypervisor-bridge/simulator/simulator_faults.h"

namespace hypervisor {

struct SimulatedDataDisk {
    SimulatedDisk content;
    base::Digest keyDigest;
    bool filling = false;  // of a remote disk
    std::string fillProblem = {};
};

struct SimulatedPhone {
    MachineSpec spec;
    RunState state = RunState::Stopped;
    std::string reason;
    std::optional<base::Timestamp> startedAt;
    base::Duration bootedAt{0};  // monotonic
    int processId = 0;
    Controls controls;
    unsigned memoryMiB = 0;  // what the guest has; its balloon holds the rest
    std::set<std::string> attachedPorts;
    std::string release;
    bool systemBroken = false;
    bool frozen = false;
    std::set<std::string> openCheckpoints;
};

class SimulatedHardware {
public:
    std::mutex mutex;
    std::map<base::PhoneId, SimulatedPhone> phones;
    std::map<std::string, SimulatedDataDisk> disks;  // by the path of MachineSpec::dataDisk
    std::map<std::string, SimulatedDataDisk> snapshots;  // by path + '@' + name
    std::map<base::PhoneId, SimulatorFaults> faults;
    int nextProcessId = 1000;
    std::atomic<int> callers = 0;  // rises when callers are lost
    std::mutex sinkMutex;
    EventSink sink;
    std::uint64_t sequence = 0;

    // With `mutex` held.
    SimulatedDataDisk* diskOf(const SimulatedPhone& phone);
    /// Counts one call on the machine, which may be its last.
    void countCall(SimulatedPhone& phone);
    void stop(SimulatedPhone& phone, EventKind kind, const std::string& why);
    /// Stops as kill -9 does: unsaved dirty maps are lost.
    void crash(SimulatedPhone& phone, const std::string& why);
    void send(const SimulatedPhone& phone, EventKind kind, const std::string& detail);
    [[nodiscard]] bool guestAgentUp(const SimulatedPhone& phone, base::Duration monotonicNow);
};

/// One machine of the hardware, as the parts of a handle share it.
struct SimulatedSlot {
    std::shared_ptr<SimulatedHardware> hardware;
    base::PhoneId id;
    base::Clock* clock = nullptr;
};

}  // namespace hypervisor
