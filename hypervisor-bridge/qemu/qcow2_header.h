// What the fixed part of a qcow2 file's header says (docs/interop/qcow2.txt of QEMU). Safe while QEMU has the file open:
// QEMU replaces the header in one write.
#pragma once

#include <cstdint>

#include "base/file_system.h"

namespace hypervisor {

struct Qcow2Header {
    bool hasBackingFile = false;
    std::uint64_t virtualSize = 0;
};

/// Corrupt when the file is no qcow2 file.
base::Result<Qcow2Header> readQcow2Header(base::File& file);

}  // namespace hypervisor
