// An NBD export as a BlockReader, over libnbd. Zeros come from the context base:allocation; what changed from QEMU's
// dirty-bitmap context when a bitmap is named, otherwise everything counts as changed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/block_device.h"
#include "base/unique_fd.h"

namespace hypervisor {

/// `socket` is connected to the server.
base::Result<std::unique_ptr<base::BlockReader>> openNbdReader(base::UniqueFd socket, const std::string& exportName,
                                                               const std::optional<std::string>& bitmap);
base::Result<std::unique_ptr<base::BlockWriter>> openNbdWriter(base::UniqueFd socket, const std::string& exportName);

}  // namespace hypervisor
