// Machine: a handle on one defined machine, running or not. Dropping the handle never disturbs the machine. Methods
// block, are safe from any thread, and are serialised inside. Queries are authoritative; events are hints.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "hypervisor-bridge/checkpoint.h"
#include "hypervisor-bridge/controls.h"
#include "hypervisor-bridge/data_disk.h"
#include "hypervisor-bridge/guest_agent.h"
#include "hypervisor-bridge/machine_spec.h"
#include "hypervisor-bridge/remote_data.h"
#include "hypervisor-bridge/snapshots.h"

namespace hypervisor {

enum class RunState {
    Stopped,   // no hypervisor process
    Paused,    // process there, guest not executing (also before its first resume)
    Running,
    Failed,    // the guest panicked or its disk failed; the process may be there
};

/// Stable lower-case name ("running").
std::string_view runStateName(RunState state);

struct MachineObservation {
    RunState state = RunState::Stopped;
    std::string reason;                          // for Failed and Paused: why, as the hypervisor says
    std::optional<base::Timestamp> startedAt;    // of the hypervisor process; unbroken over adoption
    std::optional<int> processId;
    bool guestAgentConnected = false;
    bool networkLink = false;
    std::vector<std::string> attachedPorts;      // names
    std::vector<std::string> checkpoints;        // valid ones, oldest first
    int openCheckpoints = 0;                     // begun, not ended
};

struct StartOptions {
    bool paused = false;
    std::optional<std::filesystem::path> savedState;
    Controls controls;  // in force before the guest executes its first instruction
};

class Machine {
public:
    virtual ~Machine() = default;
    [[nodiscard]] virtual const MachineSpec& spec() const = 0;
    virtual base::Result<MachineObservation> observe() = 0;

    /// Conflict when it runs already, or needs a source that is not attached; NotFound when a part or the data disk is missing.
    virtual base::Result<void> start(const StartOptions& options, const base::Secret& dataKey) = 0;
    virtual base::Result<void> resume() = 0;
    virtual base::Result<void> pause() = 0;
    /// Asks the guest to power off and waits; kills it after `grace`. Success when stopped already.
    virtual base::Result<void> shutdown(base::Duration grace) = 0;
    virtual base::Result<void> reset() = 0;
    virtual base::Result<void> kill() = 0;

    /// Brings a running machine to `controls`; never an Error for one item that cannot be enforced: see its result.
    virtual base::Result<ControlResults> apply(const Controls& controls) = 0;

    virtual GuestAgent& guest() = 0;
    virtual DataDisk& dataDisk() = 0;
    virtual RemoteData& remoteData() = 0;
    virtual BackupAccess& backup() = 0;
    virtual Snapshots& snapshots() = 0;
    virtual Screen& screen() = 0;
};

}  // namespace hypervisor
