// Where a qcow2 file keeps its LUKS header: a header extension of the file names the place (docs/interop/qcow2.txt of QEMU,
// "Full disk encryption header pointer", 0x0537be77: offset and length).
#pragma once

#include <cstdint>

#include "base/file_system.h"

namespace hypervisor {

/// Bytes of the file that hold the LUKS header with all its key slots.
struct EncryptionHeaderRegion {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Corrupt when the file is no qcow2 file with LUKS.
base::Result<EncryptionHeaderRegion> findEncryptionHeader(base::File& file);

/// Whether the file says that it is encrypted and a LUKS header stands where it says.
base::Result<bool> hasEncryptionHeader(base::File& file);

}  // namespace hypervisor
