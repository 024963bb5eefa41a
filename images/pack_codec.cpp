// A pack is a file that only ever grows at its end: a header, then records. All numbers are little-endian, a record
// begins at a multiple of 32.
//
//   pack header, 32 bytes             record, 56 bytes, the blob, padding
//   offset  size  what                offset  size  what
//   0       8     "TWPACK3\n"         0       4     "TWR3"
//   8       4     number of the pack  4       4     length of the blob, 1 to 4 MiB
//   12      12    0                   8       32    id of the chunk
//   24      8     checksum of         40      8     checksum of the blob
//                 bytes 0 to 23       48      8     checksum of bytes 0 to 47
//                                     56      ...   the blob, and zeros up to a multiple of 32
//
// A checksum is XXH3 (64 bits) with seed 0. It is against rot and torn writes, not against forgery: whether a blob is the
// content that an id names is the chunk codec's business, which has the keys.
//
// The header has its own checksum, so that a table of contents can be made again by reading headers only, hopping from
// one to the next; and because it is recognised without its neighbours, a damaged stretch costs the records in it and
// no other: the reader looks for the next header and goes on. A later record of the same id replaces an earlier one:
// that is how a damaged chunk is healed.
//
// Records are aligned so that a place in a pack fits the index (chunk_index.h). Rejected: checksums by BLAKE2b (0.6
// GB/s a core: half of what a verification and a sixth of what a backup cost) and by XXH64 (3.2 GB/s, which versions 1
// and 2 had and which was a seventh of a verification); CRC-32C (fast only with instructions that not every processor
// has). docs/formats/store.md has the designs that were rejected for the store as a whole.
#include "images/pack_codec.h"

#include <charconv>
#include <cstdio>

#include "images/byte_order.h"
#include "images/xxh3.h"

namespace images {
namespace {

constexpr std::string_view kPackMagic = "TWPACK3\n";
constexpr std::string_view kRecordMagic = "TWR3";
constexpr std::string_view kNamePrefix = "pack-";
constexpr std::size_t kNameDigits = 8;
constexpr std::size_t kHeaderChecked = kRecordHeaderSize - 8;
constexpr char kZeros[kRecordAlignment] = {};

}  // namespace

std::string packName(std::uint32_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "pack-%08u", static_cast<unsigned>(number));
    return text;
}

std::uint32_t packNumber(std::string_view name) {
    if (!name.starts_with(kNamePrefix) || name.size() < kNamePrefix.size() + kNameDigits) return 0;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data() + kNamePrefix.size(), name.data() + name.size(), number);
    return error == std::errc() && end == name.data() + name.size() && packName(number) == name ? number : 0;
}

base::Bytes writePackHeader(std::uint32_t number) {
    base::Bytes bytes(kPackMagic);
    appendLittleEndian(bytes, number);
    bytes.append(12, '\0');
    appendLittleEndian(bytes, xxh3(bytes));
    return bytes;
}

base::Result<void> checkPackHeader(base::BytesView bytes, std::uint32_t number) {
    if (bytes.substr(0, kPackHeaderSize) == writePackHeader(number)) return {};
    const base::Error damaged{base::ErrorCode::Corrupt, packName(number) + " does not begin as that pack does"};
    if (bytes.size() < kPackHeaderSize || !bytes.starts_with("TWPACK") || bytes[7] != '\n') return damaged;
    // Every version keeps these 32 bytes, so that rot in the version's digit is not taken for another version.
    const bool sound = readLittleEndian<std::uint64_t>(bytes, 24) == xxh3(bytes.substr(0, 24));
    if (sound && bytes[6] > kPackMagic[6])
        return {base::ErrorCode::InvalidInput,
                packName(number) + " was written by a newer version of Twinset; update this program"};
    const auto expected = writePackHeader(number);
    const bool earlier = bytes[6] >= '1' && bytes[6] < kPackMagic[6];
    if (!earlier || bytes.substr(7, 25) == base::BytesView(expected).substr(7, 25)) return damaged;
    return {base::ErrorCode::InvalidInput,
            packName(number) +
                " was written by a development version of Twinset from before its first release; move the "
                "store away and back up again"};
}

base::Bytes writeRecordHeader(const EncodedChunk& chunk) {
    base::Bytes bytes(kRecordMagic);
    bytes.reserve(kRecordHeaderSize);
    appendLittleEndian(bytes, static_cast<std::uint32_t>(chunk.blob.size()));
    bytes += chunk.id.bytes();
    appendLittleEndian(bytes, xxh3(chunk.blob));
    appendLittleEndian(bytes, xxh3(bytes));
    return bytes;
}

base::BytesView recordPadding(std::uint32_t blobLength) {
    return {kZeros, recordSpace(blobLength) - kRecordHeaderSize - blobLength};
}

std::optional<RecordHeader> readRecordHeader(base::BytesView bytes) {
    if (bytes.size() < kRecordHeaderSize || !bytes.starts_with(kRecordMagic)) return {};
    if (readLittleEndian<std::uint64_t>(bytes, kHeaderChecked) != xxh3(bytes.substr(0, kHeaderChecked))) return {};
    RecordHeader header;
    header.length = readLittleEndian<std::uint32_t>(bytes, 4);
    if (header.length == 0 || header.length > kMostRecordBlob) return {};
    header.id = ChunkId::fromBytes(bytes.substr(8, ChunkId::kSize)).valueOr({});
    if (header.id.isZero()) return {};
    header.checksum = readLittleEndian<std::uint64_t>(bytes, 40);
    return header;
}

bool blobBelongsTo(const RecordHeader& header, base::BytesView blob) {
    return blob.size() == header.length && xxh3(blob) == header.checksum;
}

bool restBelongsTo(const RecordHeader& header, base::BytesView rest) {
    return rest.size() == recordSpace(header.length) - kRecordHeaderSize && allZero(rest.substr(header.length)) &&
           blobBelongsTo(header, rest.substr(0, header.length));
}

}  // namespace images
