// The disk in a virtual phone file: VMware's VMDK, version 3, of the kind streamOptimized, which is what OVF packages
// carry and every program that reads them takes. One pass writes it and one pass reads it; zeros take no room.
//
// In sectors of 512 bytes: the header (1), the descriptor text from sector 1 on, filled up to 128 sectors; then grains
// of 64 KiB, each a marker (8 bytes first sector on the disk, 4 bytes length) and a zlib stream, filled up to a sector;
// after the grains of each 32 MiB a marker and their grain table (512 numbers of 4 bytes: the sector of the grain's
// marker, 0: zeros); at the end a marker and the grain directory (the sectors of the tables, 0: none), a marker and the
// footer (the header again, with the place of the directory), and an empty marker. Numbers are little-endian.
//
// Rejected: qcow2 (better for QEMU, but programs that read OVF packages expect VMDK); raw (the size of the disk,
// however little is on it).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "images/vphone/byte_stream.h"

namespace images {

constexpr std::size_t kGrainSize = 64 * 1024;
/// A multiple of grains in one call of VmdkWriter::write() is compressed on two threads.
constexpr std::size_t kGrainsInTable = 512;

struct VmdkPlace {
    std::uint64_t diskSize = 0;  // in bytes; the VMDK rounds it up to a sector
    std::string fileName;        // stands in the descriptor
    std::string origin;          // what the content is of: printable, without quotes
};

class VmdkWriter {
public:
    VmdkWriter(ByteSink& to, VmdkPlace place) : m_to(to), m_place(std::move(place)) {}
    /// `offset` is a multiple of kGrainSize and rises from call to call; `bytes` a multiple, too, except at the disk's
    /// end.
    base::Result<void> write(std::uint64_t offset, base::BytesView bytes);
    /// Tables and footer. Once, nothing may be written afterwards.
    base::Result<void> finish();

private:
    base::Result<void> put(base::BytesView bytes);
    base::Result<void> begin();
    base::Result<void> putGrain(std::uint64_t grain, base::BytesView deflated);
    base::Result<void> closeTable();

    ByteSink& m_to;
    const VmdkPlace m_place;
    bool m_begun = false;
    std::uint64_t m_sector = 0;  // the next one to be written
    std::uint64_t m_nextGrain = 0;
    std::uint64_t m_table = 0;  // the one that the grains at hand are in
    std::array<std::uint32_t, kGrainsInTable> m_entries{};
    bool m_tableUsed = false;
    std::vector<std::uint32_t> m_directory;
};

struct VmdkGrain {
    std::uint64_t offset = 0;
    base::Bytes bytes;  // kGrainSize of them, fewer at the disk's end; never all zeros
};

/// Reads what VmdkWriter writes, and nothing else: grains in rising order, tables that say exactly what was read.
class VmdkReader {
public:
    /// `from` must outlive this.
    explicit VmdkReader(ByteSource& from) : m_from(from) {}
    /// Header and descriptor. Corrupt when the disk is not of `diskSize`.
    base::Result<void> begin(std::uint64_t diskSize);
    /// VmdkPlace::origin, after begin().
    [[nodiscard]] const std::string& origin() const { return m_origin; }
    /// The next grain that is not all zeros; nullopt at the end, when the file is whole.
    base::Result<std::optional<VmdkGrain>> next();

private:
    base::Result<base::Bytes> take(std::size_t length);
    base::Result<VmdkGrain> readGrain(std::uint64_t sector, base::BytesView marker);
    base::Result<void> readTable();
    base::Result<void> readEnd();

    ByteSource& m_from;
    base::Bytes m_header;
    std::string m_origin;
    std::uint64_t m_diskSize = 0, m_at = 0;  // bytes read
    std::uint64_t m_nextGrain = 0, m_table = 0;
    std::array<std::uint32_t, kGrainsInTable> m_entries{};
    bool m_tableUsed = false;
    std::vector<std::uint32_t> m_directory;
};

}  // namespace images
