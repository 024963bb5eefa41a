// Destroying the key slots of a LUKS disk inside a qcow2 file, without the key: the region that holds the LUKS header
// (qcow2_encryption.h) is overwritten with random bytes and synced. Rejected: QEMU's x-blockdev-amend, which is
// experimental and needs the key to open the disk first.
#pragma once

#include <filesystem>

#include "base/file_system.h"

namespace hypervisor {

/// Success when the file is gone already. Corrupt when it is no qcow2 file with LUKS; it is not changed then.
base::Result<void> destroyKeySlots(base::FileSystem& files, const std::filesystem::path& disk);

}  // namespace hypervisor
