// The block nodes of an open checkpoint, added to those of data_nodes.h:
//
//     data-top ── cp-filter (copy-before-write) ── data
//                      └── cp-scratch (LUKS) ── cp-scratch-file      what is overwritten goes there first
//     NBD export "data" ── cp-view (snapshot-access) ── cp-filter
//
// The scratch file takes the guest's plaintext, so it is a LUKS volume with a key that nobody keeps. When it is full the
// filter gives up on the view (on-cbw-error=break-snapshot): reads fail, the guest writes on.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

/// Makes and opens the scratch volume. The guest runs on.
base::Result<void> prepareScratch(MachineContext& machine, QmpConnection& qmp);
/// Slips the filter in. The guest must stand still.
base::Result<void> insertFilter(QmpConnection& qmp);
/// Offers the view on the socket "nbd" in the machine's directory, with the parent's bitmap.
base::Result<void> exportView(QmpConnection& qmp, const std::optional<std::string>& parent);
/// Removes all of it, whatever part there is; errors are of no use to anybody and are dropped, except that the filter
/// cannot be taken out.
base::Result<void> removeCheckpointNodes(MachineContext& machine, QmpConnection& qmp);

}  // namespace hypervisor
