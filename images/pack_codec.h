// The bytes of pack files: see pack_codec.cpp for the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "images/chunk.h"

namespace images {

constexpr std::size_t kPackHeaderSize = 32;
constexpr std::size_t kRecordHeaderSize = 56;
constexpr std::size_t kRecordAlignment = 32;
/// No record of the format holds a longer blob.
constexpr std::uint32_t kMostRecordBlob = 4 * 1024 * 1024;
/// No record begins beyond this.
constexpr std::uint64_t kMostPackBytes = 256ULL * 1024 * 1024;

struct RecordHeader {
    ChunkId id;
    std::uint32_t length = 0;  // of the blob that follows
    std::uint64_t checksum = 0;
};

/// What a record takes in a pack: header, blob, and zeros up to the next multiple of kRecordAlignment.
constexpr std::uint32_t recordSpace(std::uint32_t blobLength) {
    constexpr std::uint32_t kMask = kRecordAlignment - 1;
    return (static_cast<std::uint32_t>(kRecordHeaderSize) + blobLength + kMask) & ~kMask;
}

/// File name of a pack: "pack-00000001".
std::string packName(std::uint32_t number);
/// Inverse of packName; 0 for any other name.
std::uint32_t packNumber(std::string_view name);

base::Bytes writePackHeader(std::uint32_t number);
/// Corrupt when these are not the first bytes of pack `number`; InvalidInput when another version wrote them.
base::Result<void> checkPackHeader(base::BytesView bytes, std::uint32_t number);

/// The header alone: the blob follows, then the padding.
base::Bytes writeRecordHeader(const EncodedChunk& chunk);
/// The zeros that follow a blob of that length.
base::BytesView recordPadding(std::uint32_t blobLength);
/// Nothing when `bytes` do not begin with an undamaged record header. Looks at kRecordHeaderSize bytes.
std::optional<RecordHeader> readRecordHeader(base::BytesView bytes);
/// True when `blob` is the one that was written with this header.
bool blobBelongsTo(const RecordHeader& header, base::BytesView blob);
/// True when `rest`, what follows the header up to the next record, is what was written with it.
bool restBelongsTo(const RecordHeader& header, base::BytesView rest);

}  // namespace images
