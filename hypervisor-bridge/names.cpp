#include "hypervisor-bridge/capability.h"
#include "hypervisor-bridge/machine.h"

namespace hypervisor {

std::string_view capabilityName(Capability capability) {
    switch (capability) {
        case Capability::DataEncryption: return "data_encryption";
        case Capability::LiveBackup: return "live_backup";
        case Capability::IncrementalBackup: return "incremental_backup";
        case Capability::NetworkLink: return "network_link";
        case Capability::NetworkRestriction: return "network_restriction";
        case Capability::NetworkBandwidth: return "network_bandwidth";
        case Capability::PortHotplug: return "port_hotplug";
        case Capability::DiskThrottle: return "disk_throttle";
        case Capability::MemoryBalloon: return "memory_balloon";
        case Capability::ProcessorLimit: return "processor_limit";
        case Capability::GuestAgent: return "guest_agent";
        case Capability::Snapshot: return "snapshot";
        case Capability::SavedState: return "saved_state";
        case Capability::RemoteData: return "remote_data";
        case Capability::Screenshot: return "screenshot";
    }
    return "unknown";
}

std::string_view runStateName(RunState state) {
    switch (state) {
        case RunState::Stopped: return "stopped";
        case RunState::Paused: return "paused";
        case RunState::Running: return "running";
        case RunState::Failed: return "failed";
    }
    return "unknown";
}

}  // namespace hypervisor
