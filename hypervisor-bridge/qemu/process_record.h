// process.json in a machine's directory: which process is this machine's QEMU, and what we set on it that cannot be asked
// back. Written before the process becomes QEMU and at each change; whole at any time. Rejected: a pid file alone (a
// number is not an identity) and asking QEMU (it does not tell its start time or a link's state).
#pragma once

#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/file_system.h"
#include "hypervisor-bridge/qemu/detached_process.h"

namespace hypervisor {

struct ProcessRecord {
    ProcessIdentity identity;
    base::Timestamp startedAt;
    bool started = false;  // false: we died while starting it, and its guest has not run
    bool networkLink = true;
};

base::Result<void> writeProcessRecord(base::FileSystem& files, const std::filesystem::path& directory, const ProcessRecord& record);
/// nullopt when there is none or it is damaged.
std::optional<ProcessRecord> readProcessRecord(base::FileSystem& files, const std::filesystem::path& directory);
void removeProcessRecord(base::FileSystem& files, const std::filesystem::path& directory);

}  // namespace hypervisor
