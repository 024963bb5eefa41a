#include "hypervisor-bridge/qemu/crypto_erase.h"

#include <algorithm>

#include "hypervisor-bridge/qemu/qcow2_encryption.h"

namespace hypervisor {

base::Result<void> destroyKeySlots(base::FileSystem& files, const std::filesystem::path& disk) {
    if (!files.exists(disk)) return {};
    TWINSET_ASSIGN(const auto file, files.open(disk, base::OpenMode::ReadWrite));
    const auto found = findEncryptionHeader(*file);
    if (!found) return found.error().withContext(disk.string());
    for (std::uint64_t done = 0; done < found->length;) {
        const auto count = std::min<std::uint64_t>(found->length - done, 1024 * 1024);
        TWINSET_TRY(file->writeAt(found->offset + done, base::randomBytes(count)));
        done += count;
    }
    return file->sync();
}

}  // namespace hypervisor
