#include "images/pack_table.h"

#include "images/byte_order.h"
#include "images/xxh3.h"

namespace images {
namespace {

constexpr std::string_view kTableMagic = "TWTABL3\n";
constexpr std::string_view kTablePrefix = "table-";
constexpr std::size_t kTableHeaderSize = 24;
constexpr std::size_t kEntrySize = 8 + ChunkId::kSize;
constexpr std::size_t kTrailerSize = 8;

bool follows(const TableEntry& entry, std::uint64_t previousEnd) {
    return entry.offset >= previousEnd && entry.offset % kRecordAlignment == 0 && entry.length != 0 &&
           entry.length <= kMostRecordBlob && !entry.id.isZero();
}

}  // namespace

std::string tableName(std::uint32_t number) { return "table-" + packName(number).substr(5); }

std::uint32_t tableNumber(std::string_view name) {
    return name.starts_with(kTablePrefix) ? packNumber("pack-" + std::string(name.substr(kTablePrefix.size()))) : 0;
}

base::Bytes writePackTable(std::uint32_t number, const PackTable& table) {
    base::Bytes bytes(kTableMagic);
    bytes.reserve(kTableHeaderSize + table.entries.size() * kEntrySize + kTrailerSize);
    appendLittleEndian(bytes, number);
    appendLittleEndian(bytes, static_cast<std::uint32_t>(table.entries.size()));
    appendLittleEndian(bytes, table.end);
    for (const auto& entry : table.entries) {
        appendLittleEndian(bytes, entry.offset);
        appendLittleEndian(bytes, entry.length);
        bytes += entry.id.bytes();
    }
    appendLittleEndian(bytes, xxh3(bytes));
    return bytes;
}

base::Result<PackTable> readPackTable(base::BytesView bytes, std::uint32_t number) {
    const base::Error damaged{base::ErrorCode::Corrupt, tableName(number) + " is damaged"};
    if (bytes.size() < kTableHeaderSize + kTrailerSize || !bytes.starts_with(kTableMagic)) return damaged;
    const auto checked = bytes.substr(0, bytes.size() - kTrailerSize);
    if (readLittleEndian<std::uint64_t>(bytes, checked.size()) != xxh3(checked)) return damaged;
    const std::uint64_t count = readLittleEndian<std::uint32_t>(bytes, 12);
    if (readLittleEndian<std::uint32_t>(bytes, 8) != number || checked.size() != kTableHeaderSize + count * kEntrySize)
        return damaged;
    PackTable table;
    table.entries.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto at = kTableHeaderSize + i * kEntrySize;
        TableEntry entry;
        entry.offset = readLittleEndian<std::uint32_t>(bytes, at);
        entry.length = readLittleEndian<std::uint32_t>(bytes, at + 4);
        entry.id = ChunkId::fromBytes(bytes.substr(at + 8, ChunkId::kSize)).valueOr({});
        if (!follows(entry, table.end)) return damaged;
        table.end = std::uint64_t{entry.offset} + recordSpace(entry.length);
        table.entries.push_back(entry);
    }
    const auto end = readLittleEndian<std::uint64_t>(bytes, 16);
    if (end < table.end) return damaged;
    table.end = end;
    return table;
}

}  // namespace images
