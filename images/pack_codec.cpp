// A pack is a file that only ever grows at its end: a header, then records. All numbers are little-endian.
//
//   pack header, 16 bytes             record, 64 bytes and the blob
//   offset  size  what                offset  size  what
//   0       8     "TWPACK1\n"         0       4     "TWCR"
//   8       4     number of the pack  4       4     length of the blob, 1 to kMostBlobSize
//   12      4     0                   8       32    id of the chunk
//                                     40      8     checksum of id and blob
//                                     48      8     0
//                                     56      8     checksum of bytes 0 to 55
//                                     64      ...   the blob
//
// A checksum is the first 8 bytes of BLAKE2b-256. It is against rot and torn writes, not against forgery: whether a
// blob is the content that an id names is the chunk codec's business, which has the keys.
//
// The header has its own checksum, so that the index can be rebuilt by reading headers only, hopping from one to the
// next; and because it is recognised without its neighbours, a damaged stretch costs the records in it and no other:
// the reader looks for the next header and goes on. A later record of the same id replaces an earlier one: that is how
// a damaged chunk is healed.
//
// Rejected: one file a chunk (an inode and a directory sync for each 64 KiB; 16 million files for a TiB); an index file
// (one more thing that a crash can leave stale; the hop over headers takes a second for some hundred thousand chunks);
// a database for the blobs (written twice, through its log); a sealed pack with a table at its end (faster to open, but
// two ways to read a pack; to be had later without a change of the records).
#include "images/pack_codec.h"

#include <charconv>
#include <cstdio>

#include "images/byte_order.h"

namespace images {
namespace {

constexpr std::string_view kPackMagic = "TWPACK1\n";
constexpr std::string_view kRecordMagic = "TWCR";
constexpr std::string_view kNamePrefix = "pack-";
constexpr std::size_t kNameDigits = 8;
constexpr std::size_t kChecksumSize = 8;
constexpr std::size_t kHeaderChecked = kRecordHeaderSize - kChecksumSize;

base::Bytes blobChecksum(const ChunkId& id, base::BytesView blob) {
    base::DigestStream stream;
    stream.update(id.bytes());
    stream.update(blob);
    return base::Bytes(stream.finish().bytes().substr(0, kChecksumSize));
}

base::Bytes headerChecksum(base::BytesView header) {
    const auto digest = base::Digest::of(header.substr(0, kHeaderChecked));
    return base::Bytes(digest.bytes().substr(0, kChecksumSize));
}

}  // namespace

std::string packName(std::uint32_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "pack-%08u", static_cast<unsigned>(number));
    return text;
}

std::uint32_t packNumber(std::string_view name) {
    if (!name.starts_with(kNamePrefix) || name.size() != kNamePrefix.size() + kNameDigits) return 0;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data() + kNamePrefix.size(), name.data() + name.size(), number);
    return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

base::Bytes writePackHeader(std::uint32_t number) {
    base::Bytes bytes(kPackMagic);
    appendLittleEndian(bytes, number);
    appendLittleEndian(bytes, std::uint32_t{0});
    return bytes;
}

base::Result<void> checkPackHeader(base::BytesView bytes, std::uint32_t number) {
    if (bytes.substr(0, kPackHeaderSize) == writePackHeader(number)) return {};
    const auto version = bytes.substr(0, kPackMagic.size());
    if (version.starts_with("TWPACK") && version.ends_with('\n') && version[6] > '1' && version[6] <= '9')
        return {base::ErrorCode::InvalidInput,
                packName(number) + " was written by a newer version of Twinset; update this program"};
    return {base::ErrorCode::Corrupt, packName(number) + " does not begin as that pack does"};
}

base::Bytes writeRecord(const EncodedChunk& chunk) {
    base::Bytes bytes(kRecordMagic);
    bytes.reserve(kRecordHeaderSize + chunk.blob.size());
    appendLittleEndian(bytes, static_cast<std::uint32_t>(chunk.blob.size()));
    bytes += chunk.id.bytes();
    bytes += blobChecksum(chunk.id, chunk.blob);
    appendLittleEndian(bytes, std::uint64_t{0});
    bytes += headerChecksum(bytes);
    bytes += chunk.blob;
    return bytes;
}

base::Result<RecordHeader> readRecordHeader(base::BytesView bytes) {
    const base::Error damaged{base::ErrorCode::Corrupt, "no record begins here"};
    if (bytes.size() < kRecordHeaderSize || !bytes.starts_with(kRecordMagic)) return damaged;
    if (bytes.substr(kHeaderChecked, kChecksumSize) != headerChecksum(bytes)) return damaged;
    RecordHeader header;
    header.length = readLittleEndian<std::uint32_t>(bytes, 4);
    if (header.length == 0 || header.length > kMostBlobSize) return damaged;
    TWINSET_ASSIGN(header.id, ChunkId::fromBytes(bytes.substr(8, ChunkId::kSize)));
    header.checksum = base::Bytes(bytes.substr(40, kChecksumSize));
    return header;
}

bool blobBelongsTo(const RecordHeader& header, base::BytesView blob) {
    return blob.size() == header.length && blobChecksum(header.id, blob) == header.checksum;
}

std::size_t findRecordHeader(base::BytesView bytes, std::size_t from) {
    for (auto at = bytes.find(kRecordMagic, from); at != base::BytesView::npos; at = bytes.find(kRecordMagic, at + 1))
        if (readRecordHeader(bytes.substr(at))) return at;
    return base::BytesView::npos;
}

}  // namespace images
