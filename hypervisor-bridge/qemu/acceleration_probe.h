// Finds out whether KVM works here, by running firmware under it. That /dev/kvm exists says nothing: in a nested or
// confined place it can be there and fail, or crawl. The firmware's own messages are the witness; they come within half a
// second where KVM works. The verdict is kept in the state directory for as long as QEMU stays the same version and the
// computer the same kernel.
#pragma once

#include <string>

#include "hypervisor-bridge/qemu/qemu_driver.h"

namespace hypervisor {

struct Acceleration {
    std::string kind;     // "kvm" or "tcg"
    std::string version;  // QEMU's, as it calls itself
};

/// NotFound when QEMU is not installed. At most 3 s the first time.
base::Result<Acceleration> probeAcceleration(const QemuOptions& options);

}  // namespace hypervisor
