// A restore point is a root, nodes and chunks, all stored as chunks (encrypted, named by their keyed digest).
//
//   root                                        node
//   offset  size  what                          offset  size  what
//   0       4     "TWRP"                        0       32    id of the first chunk of its 64 MiB
//   4       4     version, 2                    32      32    id of the second
//   8       8     size of the disk in bytes     ...           256 of them; the last node of a disk has fewer
//   16      32    id of the first node
//   ...           one for each 64 MiB begun
//
// Numbers are little-endian. An id of 32 zero bytes stands for zeros: a chunk of them, or a whole node. The number of
// nodes and chunks follows from the size and must fit it exactly. The tree has two levels, and a root must fit a chunk:
// disks reach to 511.9 GiB. Version 1 had chunks of 64 KiB, 1,024 in a node.
//
// Rejected: one flat list of ids (128 KiB for each GiB, rewritten for every incremental backup); a list of the
// differences to the parent (short, but a chain: each backup hangs on every one before it, and pruning must merge);
// chunks cut by content instead of at fixed places (they find moved data, which a file system on a disk hardly has, and
// a dirty bitmap tells what changed at fixed places).
#include "images/restore_point_codec.h"

#include <algorithm>

#include "images/byte_order.h"

namespace images {
namespace {

constexpr std::string_view kMagic = "TWRP";
constexpr std::uint32_t kRestorePointVersion = 2;

base::Result<std::vector<ChunkId>> readIds(base::BytesView bytes) {
    std::vector<ChunkId> ids;
    ids.reserve(bytes.size() / ChunkId::kSize);
    for (std::size_t at = 0; at < bytes.size(); at += ChunkId::kSize) {
        TWINSET_ASSIGN(const auto id, ChunkId::fromBytes(bytes.substr(at, ChunkId::kSize)));
        ids.push_back(id);
    }
    return ids;
}

}  // namespace

std::uint64_t chunksOfDisk(std::uint64_t diskSize) {
    return diskSize / kChunkSize + (diskSize % kChunkSize != 0 ? 1 : 0);
}

std::uint64_t nodesOfDisk(std::uint64_t diskSize) { return diskSize / kNodeSpan + (diskSize % kNodeSpan != 0 ? 1 : 0); }

std::size_t chunksInNode(std::uint64_t diskSize, std::uint64_t index) {
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(kChunksInNode, chunksOfDisk(diskSize) - index * kChunksInNode));
}

base::Bytes writeRoot(const RestorePointRoot& root) {
    base::Bytes bytes(kMagic);
    appendLittleEndian(bytes, kRestorePointVersion);
    appendLittleEndian(bytes, root.diskSize);
    return bytes + writeNode(root.nodes);
}

base::Result<RestorePointRoot> readRoot(base::BytesView bytes) {
    const base::Error wrong{base::ErrorCode::Corrupt, "this chunk is not the root of a restore point"};
    if (bytes.size() < kRootHeaderSize || bytes.size() > kChunkSize || !bytes.starts_with(kMagic)) return wrong;
    if (readLittleEndian<std::uint32_t>(bytes, 4) > kRestorePointVersion)
        return {base::ErrorCode::InvalidInput,
                "the restore point was made by a newer version of Twinset; update this program"};
    RestorePointRoot root;
    root.diskSize = readLittleEndian<std::uint64_t>(bytes, 8);
    const auto ids = bytes.substr(kRootHeaderSize);
    if (readLittleEndian<std::uint32_t>(bytes, 4) != kRestorePointVersion || root.diskSize == 0 ||
        root.diskSize > kMostDiskSize || ids.size() != nodesOfDisk(root.diskSize) * ChunkId::kSize)
        return wrong;
    TWINSET_ASSIGN(root.nodes, readIds(ids));
    return root;
}

base::Bytes writeNode(const std::vector<ChunkId>& chunks) {
    base::Bytes bytes;
    bytes.reserve(chunks.size() * ChunkId::kSize);
    for (const auto& id : chunks) bytes += id.bytes();
    return bytes;
}

base::Result<std::vector<ChunkId>> readNode(base::BytesView bytes, std::size_t count) {
    if (bytes.size() != count * ChunkId::kSize)
        return {base::ErrorCode::Corrupt, "a node of the restore point does not list as many chunks as it should"};
    return readIds(bytes);
}

}  // namespace images
