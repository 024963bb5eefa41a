// Driver: the adapter to one kind of hypervisor. One implementation talks QMP to QEMU (hypervisor-bridge/qemu), one
// keeps everything in memory for tests (hypervisor-bridge/simulator). One contract suite runs against both
// (tests/contract).
//
// A driver owns a state directory. Definitions in it survive the process; so do running machines: destroying the driver
// or killing its process leaves every machine as it was, and `open` adopts it again.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "hypervisor-bridge/capability.h"
#include "hypervisor-bridge/event.h"
#include "hypervisor-bridge/machine.h"

namespace hypervisor {

class Driver {
public:
    virtual ~Driver() = default;
    /// Finds out what this hypervisor can do here. May take seconds the first time; cached after.
    virtual base::Result<DriverProbe> probe() = 0;
    virtual base::Result<std::vector<base::PhoneId>> list() = 0;
    /// Creates or replaces a definition. Conflict when the machine runs. Durable on return.
    virtual base::Result<void> define(const MachineSpec& spec) = 0;
    /// A handle on a defined machine, adopting it when it runs. NotFound when it is not defined. At most one handle per
    /// machine is open at a time in one process (Conflict otherwise).
    virtual base::Result<std::unique_ptr<Machine>> open(const base::PhoneId& id) = 0;
    /// Forgets a stopped machine and removes the driver's own files; not the data disk, not the release.
    virtual base::Result<void> undefine(const base::PhoneId& id) = 0;
    /// Replaces the receiver of events; empty to end delivery. Returns after a delivery in progress has ended.
    virtual void setEventSink(EventSink sink) = 0;
};

}  // namespace hypervisor
