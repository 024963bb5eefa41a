// Controls: what policy can change on a running machine, and what came of it, item by item.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hypervisor {

/// The wanted state, whole: applying the same Controls twice changes nothing the second time.
struct Controls {
    bool networkLink = true;
    bool networkRestricted = false;                             // only the handset's own services
    std::optional<std::uint32_t> networkKilobitsPerSecond;      // none: unlimited
    std::map<std::string, bool> ports;                          // port name -> attached
    std::optional<std::uint64_t> diskBytesPerSecond;            // none: unlimited
    std::optional<std::uint64_t> diskOperationsPerSecond;       // none: unlimited
    std::optional<std::uint32_t> memoryMiB;                     // none: all that the machine was defined with
    std::optional<std::uint32_t> processorPercent;              // of the machine's processors, 1 to 100; none: unlimited
    bool operator==(const Controls&) const = default;
};

enum class ControlOutcome {
    Applied,       // in force, read back from the hypervisor
    PendingGuest,  // asked for; the guest has not let go yet
    Unsupported,   // this driver cannot enforce it here; `readBack` says why
    Failed,        // tried and refused; `readBack` says why
};

struct ControlResult {
    /// "network.link", "network.restricted", "network.bandwidth", "port.NAME", "disk.rate", "disk.operations", "memory.limit", "cpu.limit"
    std::string control;
    ControlOutcome outcome = ControlOutcome::Failed;
    std::string readBack;  // what was observed afterwards, in words: "down", "2000 kbit/s", "detached"
};

using ControlResults = std::vector<ControlResult>;

}  // namespace hypervisor
