// owner-restore.json: {"restorePoint", "root"}, how the owner's command line tells the running agent which of her backups she wants
// back. The agent journals it and removes the file. A file, because the agent listens to nobody but the gateway: who may write here
// owns the handset anyway, and what was asked for survives whatever dies.
#pragma once

#include "agent/state/phone_record.h"
#include "base/file_system.h"

namespace agent {

base::Result<OwnerRestore> readOwnersWish(base::FileSystem& files, const std::filesystem::path& file);
/// Durable on return.
base::Result<void> writeOwnersWish(base::FileSystem& files, const std::filesystem::path& file, const OwnerRestore& wish);

}  // namespace agent
