// The bytes of pack files: see pack_codec.cpp for the format.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "images/chunk.h"

namespace images {

constexpr std::size_t kPackHeaderSize = 16;
constexpr std::size_t kRecordHeaderSize = 64;

struct RecordHeader {
    ChunkId id;
    std::uint32_t length = 0;  // of the blob that follows
    base::Bytes checksum;      // of id and blob, 8 bytes
};

/// File name of a pack: "pack-00000001".
std::string packName(std::uint32_t number);
/// Inverse of packName; 0 for any other name.
std::uint32_t packNumber(std::string_view name);

base::Bytes writePackHeader(std::uint32_t number);
/// Corrupt when these are not the first bytes of pack `number`; InvalidInput when a newer version wrote them.
base::Result<void> checkPackHeader(base::BytesView bytes, std::uint32_t number);

base::Bytes writeRecord(const EncodedChunk& chunk);
/// Corrupt when `bytes` do not begin with an undamaged record header. Looks at kRecordHeaderSize bytes.
base::Result<RecordHeader> readRecordHeader(base::BytesView bytes);
/// True when `blob` is the one that was written with this header.
bool blobBelongsTo(const RecordHeader& header, base::BytesView blob);
/// Where the next undamaged record header begins at or after `from`; npos when there is none in `bytes`.
std::size_t findRecordHeader(base::BytesView bytes, std::size_t from);

}  // namespace images
