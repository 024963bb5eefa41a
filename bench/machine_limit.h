// What the machine allows: the work on each chunk that no backup can do without (read, hash, compress, encrypt, write),
// on all processors, with nothing between: no index, no deduplication, no tree, one sync at the end.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace bench {

/// Reads what is data in `image`, writes blobs to `target` one after the other, and prints the seconds.
base::Result<void> measureMachineLimit(const std::filesystem::path& image, const std::filesystem::path& target);

}  // namespace bench
