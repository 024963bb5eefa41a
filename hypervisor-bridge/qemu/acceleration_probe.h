// Finds out whether KVM works here, by running a small guest under it. That /dev/kvm exists says nothing: in a nested or
// confined place it can be there and fail, or emulate each instruction, which is slower than QEMU's own emulation and
// knows fewer instructions (firmware runs, Linux does not). The guest counts to a number that takes a real processor a
// tenth of a second, against a deadline. The verdict is kept in the state directory for as long as QEMU stays the same version and the
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
