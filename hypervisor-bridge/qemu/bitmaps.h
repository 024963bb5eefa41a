// The dirty bitmaps of a data disk, and the record of an open checkpoint. A checkpoint NAME is the persistent bitmap NAME
// on the node `data`: it holds what was written since that checkpoint. While the next checkpoint is open, the parent's
// bitmap is disabled (it describes exactly parent to checkpoint) and the new one records; checkpoint.json names both, so
// that a successor of a dead caller can put things right.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

struct BitmapState {
    std::string name;
    bool usable = false;  // recorded without a gap
};

base::Result<std::vector<BitmapState>> bitmaps(QmpConnection& qmp);
/// Usable ones, without that of an open checkpoint, oldest first.
base::Result<std::vector<std::string>> validCheckpoints(MachineContext& machine, QmpConnection& qmp);
/// The same for a stopped machine, as its disk file says.
base::Result<std::vector<std::string>> storedCheckpoints(MachineContext& machine);

struct CheckpointRecord {
    std::string name;
    std::optional<std::string> parent;  // its bitmap is disabled
    bool marking = false;               // the guest may be frozen or stopped by us
};
base::Result<void> writeCheckpointRecord(MachineContext& machine, const CheckpointRecord& record);
std::optional<CheckpointRecord> readCheckpointRecord(MachineContext& machine);
base::Result<void> removeCheckpointRecord(MachineContext& machine);

/// Gives the parent everything the new bitmap has recorded, enables it and removes the new one.
base::Result<void> returnToParent(QmpConnection& qmp, const CheckpointRecord& record);

}  // namespace hypervisor
