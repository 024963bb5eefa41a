// Backups that run at the same time, and a prune, with readers and writers going on meanwhile if that is asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "images/chunk_store.h"

namespace bench {

/// Backs up raw disks, each on a thread of its own, so that their chunks lie mixed in the packs. The roots, in that order.
base::Result<std::vector<images::ChunkId>> backUpTogether(images::ChunkStore& store, const images::ChunkCodec& codec,
                                                          const std::vector<std::string>& paths);

/// Removes what the restore points `kept` do not need. With `image`, it is backed up and the last of `kept` is restored
/// to nowhere from when the collection began, on threads of their own. Prints seconds to standard error.
base::Result<void> pruneStore(images::ChunkStore& store, const images::ChunkCodec& codec,
                              const std::vector<images::ChunkId>& kept, const std::optional<std::string>& image);

}  // namespace bench
