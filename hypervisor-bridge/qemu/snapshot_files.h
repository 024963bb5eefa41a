// Snapshots of a data disk are whole copies beside it, named DISK.snapshot-NAME: by reflink where the file system can,
// otherwise sparse. Rejected: snapshots inside the qcow2 file, which QEMU does not combine with persistent bitmaps.
#pragma once

#include <filesystem>
#include <vector>

#include "base/file_system.h"

namespace hypervisor {

std::filesystem::path snapshotFile(const std::filesystem::path& disk, const std::string& name);
base::Result<std::vector<std::filesystem::path>> snapshotFiles(base::FileSystem& files, const std::filesystem::path& disk);

}  // namespace hypervisor
