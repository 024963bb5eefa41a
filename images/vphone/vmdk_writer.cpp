#include <zlib.h>

#include <cstdlib>

#include "images/two_threads.h"
#include "images/vphone/vmdk_layout.h"

namespace images {
namespace {

base::Bytes deflated(base::BytesView grain) {
    base::Bytes full;
    if (grain.size() < kGrainSize) {  // at the disk's end
        full = grain;
        full.resize(kGrainSize, '\0');
        grain = full;
    }
    base::Bytes bytes(vmdk::kMostDeflated, '\0');
    uLongf size = bytes.size();
    if (compress2(reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(grain.data()),
                  grain.size(), Z_DEFAULT_COMPRESSION) != Z_OK)
        std::abort();  // the buffer is large enough for anything, and there is nothing else that fails but memory
    bytes.resize(size);
    return bytes;
}

}  // namespace

base::Result<void> VmdkWriter::put(base::BytesView bytes) {
    m_sector += bytes.size() / vmdk::kSector;
    return m_to.write(bytes);
}

base::Result<void> VmdkWriter::begin() {
    m_begun = true;
    m_directory.resize(vmdk::tablesOf(m_place.diskSize));
    auto start = vmdk::header(m_place.diskSize, vmdk::kDirectoryAtEnd) + vmdk::descriptor(m_place);
    start.resize(vmdk::kFirstGrainSector * vmdk::kSector, '\0');
    return put(start);
}

base::Result<void> VmdkWriter::write(std::uint64_t offset, base::BytesView bytes) {
    const auto first = offset / kGrainSize;
    const bool whole = bytes.size() % kGrainSize == 0 || offset + bytes.size() == m_place.diskSize;
    if (offset % kGrainSize != 0 || first < m_nextGrain || !whole || offset + bytes.size() > m_place.diskSize)
        return {base::ErrorCode::Internal, "a disk is written to a virtual phone file out of order"};
    if (!m_begun) TWINSET_TRY(begin());
    std::vector<base::Bytes> grains((bytes.size() + kGrainSize - 1) / kGrainSize);
    onTwoThreads(grains.size(), [&](std::size_t i) {
        const auto grain = bytes.substr(i * kGrainSize, kGrainSize);
        if (!allZero(grain)) grains[i] = deflated(grain);
    });
    for (std::size_t i = 0; i < grains.size(); ++i)
        if (!grains[i].empty()) TWINSET_TRY(putGrain(first + i, grains[i]));
    m_nextGrain = first + grains.size();
    return {};
}

base::Result<void> VmdkWriter::putGrain(std::uint64_t grain, base::BytesView deflated) {
    if (const auto table = grain / kGrainsInTable; table != m_table) {
        TWINSET_TRY(closeTable());
        m_table = table;
    }
    if (m_sector > UINT32_MAX) return {base::ErrorCode::InvalidInput, "the disk is too large for a virtual phone file"};
    m_entries[grain % kGrainsInTable] = static_cast<std::uint32_t>(m_sector);
    m_tableUsed = true;
    base::Bytes bytes;
    appendLittleEndian<std::uint64_t>(bytes, grain * vmdk::kSectorsInGrain);
    appendLittleEndian<std::uint32_t>(bytes, static_cast<std::uint32_t>(deflated.size()));
    bytes += deflated;
    bytes.resize(vmdk::toSector(bytes.size()), '\0');
    return put(bytes);
}

base::Result<void> VmdkWriter::closeTable() {
    if (!m_tableUsed) return {};
    TWINSET_TRY(put(vmdk::marker(vmdk::kTableBytes / vmdk::kSector, vmdk::kTable)));
    m_directory[m_table] = static_cast<std::uint32_t>(m_sector);
    TWINSET_TRY(put(vmdk::tableBytes(m_entries)));
    m_entries.fill(0);
    m_tableUsed = false;
    return {};
}

base::Result<void> VmdkWriter::finish() {
    if (!m_begun) TWINSET_TRY(begin());
    TWINSET_TRY(closeTable());
    const auto directory = vmdk::directoryBytes(m_directory);
    TWINSET_TRY(put(vmdk::marker(directory.size() / vmdk::kSector, vmdk::kDirectory)));
    const auto directorySector = m_sector;
    TWINSET_TRY(put(directory));
    TWINSET_TRY(put(vmdk::marker(1, vmdk::kFooter)));
    TWINSET_TRY(put(vmdk::header(m_place.diskSize, directorySector)));
    return put(vmdk::marker(0, vmdk::kEndOfStream));
}

}  // namespace images
