// StorageDaemon: a qemu-storage-daemon that serves the data disk of a stopped machine over NBD for as long as the object
// lives. The key goes to it over QMP and is taken back as soon as the disk is open. Its process is recorded before it
// begins, in the folder "storage" of the machine's directory, so that one whose owner was killed is found and ended.
#pragma once

#include <memory>

#include "base/secret.h"
#include "hypervisor-bridge/qemu/machine_context.h"

namespace hypervisor {

class StorageDaemon {
public:
    /// Denied for a wrong key; Conflict when the disk is in use.
    static base::Result<std::unique_ptr<StorageDaemon>> open(MachineContext& machine, const base::Secret& key, bool writable);
    /// Ends a daemon that a killed process of ours left.
    static void endLeftOver(base::FileSystem& files, const std::filesystem::path& machineDirectory);
    ~StorageDaemon();
    StorageDaemon(const StorageDaemon&) = delete;
    StorageDaemon& operator=(const StorageDaemon&) = delete;

    /// Connected to the NBD server; the export is named "data".
    base::Result<base::UniqueFd> connect();
    /// Closes the disk and ends the daemon; everything written is on stable storage when it succeeds.
    base::Result<void> close();

private:
    StorageDaemon(base::FileSystem& files, std::filesystem::path directory, ProcessIdentity identity);
    base::Result<void> serve(const MachineSpec& spec, const base::Secret& key, bool writable);

    base::FileSystem& m_files;
    std::filesystem::path m_directory;
    ProcessIdentity m_identity;
    std::shared_ptr<RunningQemu> m_daemon;
};

}  // namespace hypervisor
