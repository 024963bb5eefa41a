// Backup and restore of one data disk. A restore point is a tree of chunks: the root names nodes, a node names the
// chunks of 64 MiB of disk. Unchanged regions are the parent's nodes, so an incremental backup touches only what
// changed.
#pragma once

#include <optional>

#include "base/block_device.h"
#include "images/chunk.h"
#include "images/release.h"

namespace images {

struct BackupOutcome {
    ChunkId root;
    base::ByteCount diskSize;
    base::ByteCount bytesRead;  // from the disk
    base::ByteCount
        bytesChanged;  // of chunks whose content differs from the parent's (all non-zero ones in a full backup)
    base::ByteCount bytesUploaded;  // blobs that the sink lacked
    std::uint64_t chunksUploaded = 0;
    bool incremental = false;
};

/// Reads `disk` (changed extents only when `parentRoot` is given; the caller passes it only when the checkpoint's
/// parent is valid and is that restore point), stores chunks, nodes and root into `sink`. The restore point exists when
/// this returned; what an interrupted run stored is not sent again. `source` serves the parent's nodes. When the
/// parent, or a node of it, is lost or damaged, or the disk's size changed, the whole disk is read and `incremental`
/// says so. `progress` counts the bytes to be read. Disks up to 511.9 GiB. Errors are those of the disk and the store,
/// and Cancelled. Blocks; `disk` and `progress` are called from this thread only, `source` and `sink` from others as well,
/// but never two calls of them at a time.
base::Result<BackupOutcome> backUpDisk(base::BlockReader& disk, const std::optional<ChunkId>& parentRoot,
                                       const ChunkCodec& codec, ChunkSource& source, ChunkSink& sink,
                                       const Progress& progress);

struct RestoreOutcome {
    base::ByteCount diskSize;
    base::ByteCount bytesWritten;
    base::ByteCount bytesFetched;
};

/// Size of the disk a restore point was taken of.
base::Result<base::ByteCount> restorePointDiskSize(const ChunkId& root, const ChunkCodec& codec, ChunkSource& source);

/// Writes a restore point onto `disk`, which must read as zeros and be at least as large; flushed on return. Every
/// chunk is checked against its id before it is written. NotFound or Corrupt names the chunk that the store lacks or
/// has damaged. `progress` counts bytes of disk. Blocks; `disk` and `progress` are called from this thread only, `source` from others as
/// well, one call at a time.
base::Result<RestoreOutcome> restoreDisk(const ChunkId& root, const ChunkCodec& codec, ChunkSource& source,
                                         base::BlockWriter& disk, const Progress& progress);

/// Every chunk id a restore point needs (root, nodes, chunks), for a store that wants to know that it is whole.
base::Result<std::vector<ChunkId>> restorePointChunks(const ChunkId& root, const ChunkCodec& codec,
                                                      ChunkSource& source);

}  // namespace images
