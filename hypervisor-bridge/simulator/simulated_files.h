// The simulated guest's file system on the data disk, just rich enough that what a guest writes survives backup,
// restore and update. Block 0 holds a JSON directory {path: {"block": first, "length": bytes}} behind a magic; each file
// has blocks of its own, so that rewriting one dirties that file's blocks and the directory only. Rejected: ext2 (a
// thousand lines for no further truth), one blob (every write would dirty all of it).
#pragma once

#include <string>
#include <vector>

#include "hypervisor-bridge/simulator/simulated_disk.h"

namespace hypervisor {

/// NotFound when there is none of that path. Paths begin with "/data/".
base::Result<base::Bytes> readSimulatedFile(const SimulatedDisk& disk, const std::string& path);
/// Replaces the file. Unavailable when the disk is full.
base::Result<void> writeSimulatedFile(SimulatedDisk& disk, const std::string& path, base::BytesView content);
base::Result<void> removeSimulatedFile(SimulatedDisk& disk, const std::string& path);
base::Result<std::vector<std::string>> listSimulatedFiles(const SimulatedDisk& disk);

}  // namespace hypervisor
