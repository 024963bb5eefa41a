// createQemuDriver: machines as QEMU processes, controlled over QMP. See docs/hypervisor-bridge.md.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "hypervisor-bridge/driver.h"

namespace hypervisor {

struct QemuOptions {
    std::filesystem::path stateDirectory;  // absolute; made when missing
    std::string qemuProgram = "qemu-system-x86_64";
    std::string imageProgram = "qemu-img";
    std::string storageDaemonProgram = "qemu-storage-daemon";
    /// "kvm" or "tcg" to skip the trial; empty: try, and remember the verdict in the state directory.
    std::string acceleration;
    /// False: guests never get a network namespace of their own, only QEMU's user networking.
    bool networkNamespaces = true;
    base::FileSystem* files = nullptr;  // must outlive the driver and its handles
    base::Clock* clock = nullptr;       // the same
};

/// Locks the state directory: Conflict when another process has a driver over it. Nothing is started or probed yet.
base::Result<std::unique_ptr<Driver>> createQemuDriver(const QemuOptions& options);

}  // namespace hypervisor
