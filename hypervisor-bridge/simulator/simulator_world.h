// SimulatorWorld: the "hardware" of the simulator, which outlives drivers. A driver that is destroyed leaves its machines
// running here, and a new one over the same world adopts them. Tests reach into it to inject faults, to crash machines
// and to look at what a guest has. Thread-safe.
//
// A system image boots when it is a readable file without the text "twinset-broken"; one that contains it starts but its
// guest agent never answers. The release it reports is the value of the first line "twinset-release=VALUE" in it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "hypervisor-bridge/controls.h"
#include "hypervisor-bridge/simulator/simulator_faults.h"

namespace hypervisor {

class SimulatedHardware;

class SimulatorWorld {
public:
    SimulatorWorld();
    ~SimulatorWorld();
    SimulatorWorld(const SimulatorWorld&) = delete;
    SimulatorWorld& operator=(const SimulatorWorld&) = delete;

    /// Takes effect with the next call on the machine, which need not be defined yet.
    void setFaults(const base::PhoneId& id, const SimulatorFaults& faults);
    /// As kill -9 of the hypervisor: the machine stops, and its checkpoints are no longer valid parents.
    void crashMachine(const base::PhoneId& id);
    /// As kill -9 of the driver's process: open checkpoints stay open, and handles end without cleaning up.
    void loseCallers();
    /// A file as the guest sees it ("/data/note"). Unavailable when the machine does not run.
    base::Result<std::string> guestFile(const base::PhoneId& id, const std::string& path);
    /// Writes as a program in the guest would. Unavailable when the machine does not run.
    base::Result<void> writeGuestFile(const base::PhoneId& id, const std::string& path, const std::string& content);
    /// Controls in force on a running machine; nullopt when it does not run.
    std::optional<Controls> controlsOf(const base::PhoneId& id);

    /// For the simulator's own classes.
    [[nodiscard]] const std::shared_ptr<SimulatedHardware>& hardware() const { return m_hardware; }

private:
    std::shared_ptr<SimulatedHardware> m_hardware;
};

}  // namespace hypervisor
