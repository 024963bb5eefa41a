// Ext4Image: writes a GuestTree into a sparse file that holds one ext4 file system, the same bytes each time.
// mke2fs makes the empty file system (fixed UUID and hash seed, every feature named, so that the host's mke2fs.conf has
// no say); debugfs puts the files in, in the tree's order; e2fsck reads it through. E2FSPROGS_FAKE_TIME fixes every time.
// Rejected: mke2fs -d (1.47.0 copies owners and change times from the host and walks directories in the disk's order),
// mounting the image (needs root and a loop device), a writer of our own (far more code than the rest of the builder).
#pragma once

#include <filesystem>

#include "base/bytes.h"
#include "images/builder/guest_tree.h"

namespace images {

struct Ext4Layout {
    base::ByteCount size;            // of the file; a multiple of 1 MiB
    std::uint32_t epochSeconds = 0;  // every time stamp
};

/// Writes `image`, replacing it; `scratch` is an existing directory for temporary files, emptied by the caller. Blocking
/// (about a second), not durable until the caller syncs. InvalidInput when the files do not fit; NotFound when e2fsprogs is
/// not installed.
base::Result<void> writeExt4Image(const GuestTree& tree, const Ext4Layout& layout, const std::filesystem::path& image,
                                  const std::filesystem::path& scratch);

}  // namespace images
