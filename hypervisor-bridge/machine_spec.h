// MachineSpec: everything a driver needs to define the machine of one virtual phone. Paths are absolute.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"

namespace hypervisor {

/// One slot's bootable system: the release's parts, read-only, and the overlay that takes the guest's writes to it. The
/// driver makes the overlay when it is missing; deleting it resets the system to the release.
struct SystemSlot {
    std::filesystem::path kernel;
    std::filesystem::path initrd;
    std::filesystem::path systemImage;
    std::filesystem::path overlay;
    std::string commandLine;  // added to the driver's own
};

enum class PortKind {
    Device,   // a stand-in for a device of the handset (camera, microphone, USB, …): bytes that come and go
    Channel,  // one end of a path to another virtual phone
};

/// A virtio-serial port, seen in the guest as /dev/virtio-ports/NAME.
struct PortSpec {
    std::string name;
    PortKind kind = PortKind::Device;
    /// Channel only: the Unix socket that joins the two ends; one end listens, the other connects and reconnects.
    std::filesystem::path socket;
    bool listens = false;
    bool attachedAtStart = true;
};

struct NetworkSpec {
    bool present = true;
    /// The handset's network the machine joins: machines of one handset share it with the handset's services.
    std::string network;
    /// Static configuration handed to the guest: "ADDRESS/PREFIX GATEWAY".
    std::string guestConfiguration;
};

struct MachineSpec {
    base::PhoneId id;
    std::string displayName;
    std::string persona;
    unsigned memoryMiB = 256;
    unsigned cpus = 1;
    SystemSlot system;
    std::filesystem::path dataDisk;  // made by DataDisk::create before the first start
    NetworkSpec network;
    std::vector<PortSpec> ports;
    std::string phoneInformation;  // JSON text the guest reads as fw_cfg opt/org.twinset/phone
};

}  // namespace hypervisor
