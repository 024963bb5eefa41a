#include "images/pack_scan.h"

#include <algorithm>
#include <optional>

namespace images {
namespace {

constexpr std::size_t kSearchWindow = 1024 * 1024;

/// Offset of the next record header at or after `from`; `size` when there is none.
base::Result<std::uint64_t> findNextRecord(base::File& file, std::uint64_t from, std::uint64_t size) {
    while (from + kRecordHeaderSize <= size) {
        TWINSET_ASSIGN(const auto window, file.readAt(from, kSearchWindow));
        if (const auto at = findRecordHeader(window, 0); at != base::BytesView::npos) return from + at;
        if (window.size() < kSearchWindow) break;
        from += window.size() - kRecordHeaderSize + 1;
    }
    return size;
}

/// The record at `offset`, or nothing when none begins there or it reaches beyond the end of the file.
base::Result<std::optional<ScannedRecord>> recordAt(base::File& file, std::uint64_t offset, std::uint64_t size,
                                                    std::uint64_t verifyFrom) {
    TWINSET_ASSIGN(const auto bytes, file.readAt(offset, kRecordHeaderSize));
    const auto header = readRecordHeader(bytes);
    if (!header || header->length > size - offset - kRecordHeaderSize) return std::optional<ScannedRecord>();
    ScannedRecord record{header->id, offset, header->length, false};
    if (offset + kRecordHeaderSize + header->length > verifyFrom) {
        TWINSET_ASSIGN(const auto blob, file.readAt(offset + kRecordHeaderSize, header->length));
        record.damaged = !blobBelongsTo(*header, blob);
    }
    return std::optional(record);
}

}  // namespace

base::Result<PackScan> scanPack(base::File& file, std::uint64_t verifyFrom) {
    TWINSET_ASSIGN(const auto size, file.size());
    PackScan scan;
    std::uint64_t offset = kPackHeaderSize;
    while (offset < size) {
        TWINSET_ASSIGN(const auto record, recordAt(file, offset, size, verifyFrom));
        if (record) {
            scan.records.push_back(*record);
            offset += kRecordHeaderSize + record->length;
            continue;
        }
        TWINSET_ASSIGN(const auto next, findNextRecord(file, offset + 1, size));
        scan.holes.push_back({offset, next - offset});
        offset = next;
    }
    while (!scan.records.empty() && scan.records.back().damaged) scan.records.pop_back();
    scan.end = kPackHeaderSize;
    if (!scan.records.empty()) scan.end = scan.records.back().offset + kRecordHeaderSize + scan.records.back().length;
    std::erase_if(scan.holes, [&](const PackHole& hole) { return hole.offset >= scan.end; });
    return scan;
}

}  // namespace images
