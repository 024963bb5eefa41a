#include "images/vphone/vmdk_layout.h"

namespace images::vmdk {
namespace {

constexpr std::string_view kOriginKey = "ddb.twinset.origin = \"";

}  // namespace

base::Bytes header(std::uint64_t diskSize, std::uint64_t directorySector) {
    base::Bytes bytes = "KDMV";
    appendLittleEndian<std::uint32_t>(bytes, 3);
    appendLittleEndian<std::uint32_t>(bytes, 1U | 1U << 16 | 1U << 17);  // line ends to check, compressed, with markers
    appendLittleEndian<std::uint64_t>(bytes, toSector(diskSize) / kSector);
    appendLittleEndian<std::uint64_t>(bytes, kSectorsInGrain);
    appendLittleEndian<std::uint64_t>(bytes, 1);  // where the descriptor begins
    appendLittleEndian<std::uint64_t>(bytes, kDescriptorSectors);
    appendLittleEndian<std::uint32_t>(bytes, kGrainsInTable);
    appendLittleEndian<std::uint64_t>(bytes, 0);  // no second directory
    appendLittleEndian<std::uint64_t>(bytes, directorySector);
    appendLittleEndian<std::uint64_t>(bytes, kFirstGrainSector);
    bytes += base::BytesView("\0\n \r\n", 5);     // closed in order; line ends, to show a transfer as text
    appendLittleEndian<std::uint16_t>(bytes, 1);  // zlib
    bytes.resize(kSector, '\0');
    return bytes;
}

base::Bytes descriptor(const VmdkPlace& place) {
    const auto sectors = toSector(place.diskSize) / kSector;
    base::Bytes text =
        "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"streamOptimized\"\n\n"
        "# Extent description\nRW " +
        std::to_string(sectors) + " SPARSE \"" + place.fileName +
        "\"\n\n# The Disk Data Base\n#DDB\nddb.virtualHWVersion = \"4\"\nddb.adapterType = "
        "\"lsilogic\"\nddb.geometry.cylinders = \"" +
        std::to_string(sectors / (255 * 63) + 1) + "\"\nddb.geometry.heads = \"255\"\nddb.geometry.sectors = \"63\"\n" +
        std::string(kOriginKey) + place.origin + "\"\n";
    text.resize(kDescriptorSectors * kSector, '\0');
    return text;
}

base::Result<std::string> originIn(base::BytesView descriptor) {
    const auto at = descriptor.find(kOriginKey);
    const auto end = at == base::BytesView::npos ? at : descriptor.find('"', at + kOriginKey.size());
    if (end == base::BytesView::npos)
        return {base::ErrorCode::Corrupt, "the disk in the file does not say what it is of"};
    return std::string(descriptor.substr(at + kOriginKey.size(), end - at - kOriginKey.size()));
}

base::Bytes marker(std::uint64_t sectorsBehind, Marker kind) {
    base::Bytes bytes;
    appendLittleEndian<std::uint64_t>(bytes, sectorsBehind);
    appendLittleEndian<std::uint32_t>(bytes, 0);
    appendLittleEndian<std::uint32_t>(bytes, kind);
    bytes.resize(kSector, '\0');
    return bytes;
}

base::Bytes tableBytes(const std::array<std::uint32_t, kGrainsInTable>& entries) {
    base::Bytes bytes;
    for (const auto entry : entries) appendLittleEndian(bytes, entry);
    return bytes;
}

base::Bytes directoryBytes(const std::vector<std::uint32_t>& tables) {
    base::Bytes bytes;
    for (const auto table : tables) appendLittleEndian(bytes, table);
    bytes.resize(toSector(bytes.size()), '\0');
    return bytes;
}

}  // namespace images::vmdk
