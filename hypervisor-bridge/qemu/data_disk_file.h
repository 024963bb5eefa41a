// The file of a data disk, as both ways to begin one make and judge it.
#pragma once

#include "base/secret.h"
#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

/// The name of the block node through which a disk reads what is not on it yet, of its socket in the machine's directory,
/// and of its place in the disk's header.
inline constexpr const char* kRemoteNode = "remote";

/// Makes the data disk anew, all or nothing. `overRemote`: its header says that its content comes from elsewhere. The
/// machine's mutex is held.
base::Result<void> makeDataDisk(MachineContext& machine, base::ByteCount size, const base::Secret& key, bool overRemote);
/// Whether part of the content is elsewhere, as the disk's header says. False when there is no disk.
base::Result<bool> needsRemote(MachineContext& machine);
/// Conflict when it is.
base::Result<void> needWholeDisk(MachineContext& machine);

}  // namespace hypervisor
