// What the writer and the reader of stream-optimized VMDKs agree on.
#pragma once

#include "images/byte_order.h"
#include "images/vphone/stream_vmdk.h"

namespace images::vmdk {

constexpr std::size_t kSector = 512;
constexpr std::uint64_t kSectorsInGrain = kGrainSize / kSector;
constexpr std::uint64_t kDescriptorSectors = 20;
constexpr std::uint64_t kFirstGrainSector = 128;
constexpr std::size_t kGrainMarkerSize = 12;
constexpr std::size_t kTableBytes = kGrainsInTable * 4;
constexpr std::uint64_t kDirectoryAtEnd = ~0ULL;
/// What zlib makes of a grain at most: its bytes as they are, 5 for each 16 KiB, and the frame.
constexpr std::size_t kMostDeflated = kGrainSize + kGrainSize / 1024 + 64;
enum Marker : std::uint32_t { kEndOfStream = 0, kTable = 1, kDirectory = 2, kFooter = 3 };

inline std::uint64_t grainsOf(std::uint64_t diskSize) { return (diskSize + kGrainSize - 1) / kGrainSize; }
inline std::uint64_t tablesOf(std::uint64_t diskSize) {
    return (grainsOf(diskSize) + kGrainsInTable - 1) / kGrainsInTable;
}
inline std::size_t toSector(std::size_t bytes) { return (bytes + kSector - 1) / kSector * kSector; }

/// One sector; directorySector is kDirectoryAtEnd at the front and the real one in the footer.
base::Bytes header(std::uint64_t diskSize, std::uint64_t directorySector);
/// kDescriptorSectors of it.
base::Bytes descriptor(const VmdkPlace& place);
/// The origin in a descriptor; Corrupt when it has none.
base::Result<std::string> originIn(base::BytesView descriptor);
/// A marker that is not of a grain; one sector.
base::Bytes marker(std::uint64_t sectorsBehind, Marker kind);
base::Bytes tableBytes(const std::array<std::uint32_t, kGrainsInTable>& entries);
/// Filled up to a sector.
base::Bytes directoryBytes(const std::vector<std::uint32_t>& tables);

}  // namespace images::vmdk
