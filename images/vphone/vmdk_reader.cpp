#include <zlib.h>

#include "images/vphone/vmdk_layout.h"

namespace images {
namespace {

base::Error brokenDisk(std::string_view why) {
    return {base::ErrorCode::Corrupt, "the disk in the file is damaged: " + std::string(why)};
}

/// A whole grain.
base::Result<base::Bytes> inflated(base::BytesView deflated) {
    base::Bytes bytes(kGrainSize, '\0');
    uLongf size = bytes.size();
    uLong consumed = deflated.size();
    if (uncompress2(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(deflated.data()),
                    &consumed) != Z_OK ||
        size != kGrainSize || consumed != deflated.size())
        return brokenDisk("a part of it cannot be decompressed");
    return bytes;
}

}  // namespace

base::Result<base::Bytes> VmdkReader::take(std::size_t length) {
    TWINSET_ASSIGN(auto bytes, m_from.read(length));
    m_at += bytes.size();
    if (bytes.size() != length) return brokenDisk("it ends early");
    return bytes;
}

base::Result<void> VmdkReader::begin(std::uint64_t diskSize) {
    m_diskSize = diskSize;
    TWINSET_ASSIGN(m_header, take(vmdk::kSector));
    if (m_header != vmdk::header(diskSize, vmdk::kDirectoryAtEnd))
        return brokenDisk("it does not begin as the disk of such a file");
    TWINSET_ASSIGN(const auto descriptor, take((vmdk::kFirstGrainSector - 1) * vmdk::kSector));
    TWINSET_ASSIGN(m_origin,
                   vmdk::originIn(base::BytesView(descriptor).substr(0, vmdk::kDescriptorSectors * vmdk::kSector)));
    m_directory.resize(vmdk::tablesOf(diskSize));
    return {};
}

base::Result<std::optional<VmdkGrain>> VmdkReader::next() {
    while (true) {
        const auto sector = m_at / vmdk::kSector;
        TWINSET_ASSIGN(const auto marker, take(vmdk::kSector));
        if (readLittleEndian<std::uint32_t>(marker, 8) != 0) {
            TWINSET_ASSIGN(auto grain, readGrain(sector, marker));
            if (allZero(grain.bytes)) return brokenDisk("it stores zeros");
            return std::optional(std::move(grain));
        }
        if (marker == vmdk::marker(vmdk::kTableBytes / vmdk::kSector, vmdk::kTable)) {
            TWINSET_TRY(readTable());
            continue;
        }
        const auto directorySectors = vmdk::directoryBytes(m_directory).size() / vmdk::kSector;
        if (marker != vmdk::marker(directorySectors, vmdk::kDirectory))
            return brokenDisk("a marker in it cannot be read");
        TWINSET_TRY(readEnd());
        return std::optional<VmdkGrain>();
    }
}

base::Result<VmdkGrain> VmdkReader::readGrain(std::uint64_t sector, base::BytesView marker) {
    const auto first = readLittleEndian<std::uint64_t>(marker, 0);
    const auto length = readLittleEndian<std::uint32_t>(marker, 8);
    const auto number = first / vmdk::kSectorsInGrain;
    if (first % vmdk::kSectorsInGrain != 0 || number < m_nextGrain || number >= vmdk::grainsOf(m_diskSize) ||
        length > vmdk::kMostDeflated || sector > UINT32_MAX)
        return brokenDisk("a part of it lies where none can be");
    const auto table = number / kGrainsInTable;
    if (table != m_table && m_tableUsed) return brokenDisk("a table is missing in it");
    m_table = table;
    m_entries[number % kGrainsInTable] = static_cast<std::uint32_t>(sector);
    m_tableUsed = true;
    m_nextGrain = number + 1;
    base::Bytes deflated(marker.substr(vmdk::kGrainMarkerSize));
    TWINSET_ASSIGN(const auto rest, take(vmdk::toSector(vmdk::kGrainMarkerSize + length) - vmdk::kSector));
    deflated += rest;
    if (!allZero(base::BytesView(deflated).substr(length))) return brokenDisk("there is something between its parts");
    TWINSET_ASSIGN(auto bytes, inflated(base::BytesView(deflated).substr(0, length)));
    const auto offset = number * kGrainSize;
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(kGrainSize, m_diskSize - offset));
    if (!allZero(base::BytesView(bytes).substr(here))) return brokenDisk("there is something behind its end");
    bytes.resize(here);
    return VmdkGrain{offset, std::move(bytes)};
}

base::Result<void> VmdkReader::readTable() {
    if (!m_tableUsed) return brokenDisk("a table in it is of nothing");
    m_directory[m_table] = static_cast<std::uint32_t>(m_at / vmdk::kSector);
    TWINSET_ASSIGN(const auto table, take(vmdk::kTableBytes));
    if (table != vmdk::tableBytes(m_entries))
        return brokenDisk("a table in it names other places than where its parts lie");
    m_entries.fill(0);
    m_tableUsed = false;
    m_nextGrain = (m_table + 1) * kGrainsInTable;
    return {};
}

base::Result<void> VmdkReader::readEnd() {
    if (m_tableUsed) return brokenDisk("a table is missing in it");
    const auto directorySector = m_at / vmdk::kSector;
    const auto wanted = vmdk::directoryBytes(m_directory) + vmdk::marker(1, vmdk::kFooter) +
                        vmdk::header(m_diskSize, directorySector) + vmdk::marker(0, vmdk::kEndOfStream);
    TWINSET_ASSIGN(const auto end, take(wanted.size()));
    if (end != wanted) return brokenDisk("its end does not fit what it holds");
    TWINSET_ASSIGN(const auto beyond, m_from.read(1));
    if (!beyond.empty()) return brokenDisk("something follows its end");
    return {};
}

}  // namespace images
