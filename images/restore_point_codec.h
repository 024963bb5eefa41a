// Roots and nodes of restore points: see restore_point_codec.cpp for the format.
#pragma once

#include <vector>

#include "images/chunk.h"

namespace images {

constexpr std::size_t kChunksInNode = 256;
constexpr std::uint64_t kNodeSpan = kChunksInNode * kChunkSize;  // bytes of disk a node describes: 64 MiB
constexpr std::size_t kRootHeaderSize = 16;
constexpr std::size_t kMostNodes = (kChunkSize - kRootHeaderSize) / ChunkId::kSize;
constexpr std::uint64_t kMostDiskSize = kMostNodes * kNodeSpan;  // 511.9 GiB

struct RestorePointRoot {
    std::uint64_t diskSize = 0;
    std::vector<ChunkId> nodes;  // the zero id: 64 MiB of zeros
};

/// Chunks of a disk; the last may be shorter than kChunkSize.
std::uint64_t chunksOfDisk(std::uint64_t diskSize);
std::uint64_t nodesOfDisk(std::uint64_t diskSize);
/// Chunks that node `index` of such a disk lists: kChunksInNode, or fewer for the last one.
std::size_t chunksInNode(std::uint64_t diskSize, std::uint64_t index);

base::Bytes writeRoot(const RestorePointRoot& root);
/// Corrupt when these are not the bytes of a root; InvalidInput when a newer version wrote it.
base::Result<RestorePointRoot> readRoot(base::BytesView bytes);

/// Ids of chunks; the zero id stands for a chunk of zeros.
base::Bytes writeNode(const std::vector<ChunkId>& chunks);
/// Corrupt when the node does not list exactly `count` chunks.
base::Result<std::vector<ChunkId>> readNode(base::BytesView bytes, std::size_t count);

}  // namespace images
