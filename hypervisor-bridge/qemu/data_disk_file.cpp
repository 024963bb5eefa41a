#include "hypervisor-bridge/qemu/data_disk_file.h"

#include "hypervisor-bridge/qemu/bitmaps.h"
#include "hypervisor-bridge/qemu/data_nodes.h"
#include "hypervisor-bridge/qemu/encrypted_disk.h"
#include "hypervisor-bridge/qemu/qcow2_header.h"

namespace hypervisor {

using base::ErrorCode;

base::Result<void> makeDataDisk(MachineContext& machine, base::ByteCount size, const base::Secret& key, bool overRemote) {
    if (size.value == 0 || size.value % 512 != 0)
        return {ErrorCode::InvalidInput, "the data disk's size must be a multiple of 512 bytes"};
    if (key.empty()) return {ErrorCode::InvalidInput, "the data disk needs a key"};
    TWINSET_TRY(machine.needStopped());
    const auto& path = machine.spec.dataDisk;
    auto& files = machine.files;
    TWINSET_TRY(files.createDirectories(path.parent_path()));
    const auto fresh = path.string() + ".new";
    const auto& options = machine.environment.options;
    auto made = createEncryptedDisk(options, fresh, size, passphraseOf(key));
    if (made && overRemote) made = nameBackingFile(options, fresh, std::string("nbd+unix:///data?socket=") + kRemoteNode, passphraseOf(key));
    if (!made) return made.error().withContext("the data disk " + path.string());
    {
        TWINSET_ASSIGN(const auto file, files.open(fresh, base::OpenMode::ReadWrite));
        TWINSET_TRY(file->sync());
    }
    TWINSET_TRY(removeCheckpointRecord(machine));
    return files.rename(fresh, path);
}

base::Result<bool> needsRemote(MachineContext& machine) {
    const auto& path = machine.spec.dataDisk;
    if (!machine.files.exists(path)) return false;
    TWINSET_ASSIGN(const auto file, machine.files.open(path, base::OpenMode::Read));
    const auto header = readQcow2Header(*file);
    if (!header) return header.error().withContext("the data disk " + path.string());
    return header->hasBackingFile;
}

base::Result<void> needWholeDisk(MachineContext& machine) {
    TWINSET_ASSIGN(const bool remote, needsRemote(machine));
    if (remote)
        return {ErrorCode::Conflict, "part of the content of the data disk " + machine.spec.dataDisk.string() +
                                         " is not local yet; wait until it is filled"};
    return {};
}

}  // namespace hypervisor
