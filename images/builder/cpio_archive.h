// CpioArchive: writes the archive an initial RAM disk is: cpio, format "newc" (magic 070701), as the kernel reads it.
// Format: Linux Documentation/driver-api/early-userspace/buffer-format.rst. Each entry is a 110-byte header of
// hexadecimal fields, the name with its NUL, padding to 4 bytes, the content, padding to 4 bytes; the last entry is
// named TRAILER!!!. Everything that could differ between two machines is fixed: inode numbers count from 1, owner and
// group are 0, the time is the recipe's.
// The archive is not compressed: the kernel unpacks it faster in an emulated machine, and two releases share blocks.
// Rejected: running cpio(1) (its inode numbers come from the disk, and device numbers with them), compression by gzip
// (it hides equal blocks from the chunk store, which compresses chunks itself).
#pragma once

#include "base/bytes.h"
#include "images/builder/guest_tree.h"

namespace images {

/// The archive of all entries in the tree's order. `epochSeconds` becomes every entry's modification time.
base::Bytes writeCpioArchive(const GuestTree& tree, std::uint32_t epochSeconds);

}  // namespace images
