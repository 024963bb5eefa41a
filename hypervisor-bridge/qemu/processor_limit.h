// A share of the host's processors for one process, by a control group: cpu.max of version 2 where the host has it,
// cpu.cfs_quota_us of version 1 otherwise. Each limited process has the group twinset/PID-STARTTICKS. Rejected: nice values (a
// share only while others want the processor) and stopping and continuing the process (seen as stutter by the guest's clock).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hypervisor-bridge/controls.h"
#include "hypervisor-bridge/qemu/detached_process.h"

namespace hypervisor {

struct ProcessorGroups {
    std::filesystem::path home;  // the directory "twinset" in the control group tree
    bool unified = false;        // version 2
    std::string problem;         // why processors cannot be limited here; empty: they can
};

/// Finds the tree and tries a limit with a group of its own. Also removes the groups of processes that are gone.
ProcessorGroups findProcessorGroups();
/// `percent` of `processors` processors of the host; none: no limit. Applies to all threads, those to come included.
ControlResult limitProcessors(const ProcessorGroups& groups, const ProcessIdentity& process, unsigned processors,
                              std::optional<std::uint32_t> percent);
/// The process has ended.
void removeProcessorGroup(const ProcessorGroups& groups, const ProcessIdentity& process);

}  // namespace hypervisor
