// What a driver can do. Capabilities are probed by trying, never assumed from a version or a device file; a caller asks
// before it relies on one, and a driver answers Unavailable to a call whose capability it lacks.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace hypervisor {

enum class Capability {
    DataEncryption,       // data disks are LUKS; crypto-erase destroys the key
    LiveBackup,           // a checkpoint of a running machine
    IncrementalBackup,    // changed extents since an earlier checkpoint
    NetworkLink,          // the link can be cut while running
    NetworkRestriction,   // restricted to the handset's own services
    NetworkBandwidth,     // a rate limit in both directions
    PortHotplug,          // virtio ports attach and detach while running
    DiskThrottle,         // bytes and operations a second
    MemoryBalloon,        // a running machine's memory can be taken back and given again
    ProcessorLimit,       // a share of the host's processors
    GuestAgent,
    Snapshot,             // a point to roll back to, on the data disk
    SavedState,           // stop to a file, start from it
    RemoteData,           // a machine runs on a data disk whose content is still on its way
    Screenshot,
};

/// Stable snake_case name ("live_backup").
std::string_view capabilityName(Capability capability);

struct DriverProbe {
    std::string driver;        // "qemu", "simulator"
    std::string version;       // of the hypervisor, as it calls itself
    std::string acceleration;  // "kvm", "tcg", "none"
    std::set<Capability> capabilities;
    [[nodiscard]] bool has(Capability capability) const { return capabilities.contains(capability); }
};

}  // namespace hypervisor
