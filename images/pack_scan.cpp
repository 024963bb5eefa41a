#include "images/pack_scan.h"

#include <algorithm>
#include <cstring>

namespace images {
namespace {

constexpr std::size_t kStreamWindow = 1024 * 1024;
constexpr std::size_t kHopWindow = 16 * 1024;
constexpr std::size_t kDiskBlock = 4096;

}  // namespace

base::Result<std::size_t> PackWalk::read(std::uint64_t offset, std::span<char> into) {
    auto got = m_file.readInto(offset, into);
    if (got || !m_options.tolerateUnreadable || got.error().code != base::ErrorCode::Internal) return got;
    for (std::size_t at = 0; at < into.size(); at += kDiskBlock) {
        const auto piece = into.subspan(at, std::min(kDiskBlock, into.size() - at));
        const auto part = m_file.readInto(offset + at, piece);
        const auto read = part ? *part : 0;
        std::memset(piece.data() + read, 0, piece.size() - read);
    }
    return into.size();
}

/// Bytes of the pack; fewer than asked for only at its end.
base::Result<base::BytesView> PackWalk::view(std::uint64_t offset, std::size_t length) {
    length = static_cast<std::size_t>(std::min<std::uint64_t>(length, m_end - offset));
    if (offset < m_windowAt || offset + length > m_windowAt + m_windowLength) {
        const auto wanted = std::max(length, m_options.blobs ? kStreamWindow : kHopWindow);
        if (m_window.size() < wanted) m_window.resize(wanted);
        std::size_t kept = 0;
        if (offset >= m_windowAt && offset < m_windowAt + m_windowLength) {
            kept = m_windowAt + m_windowLength - offset;
            std::memmove(m_window.data(), m_window.data() + (offset - m_windowAt), kept);
        }
        const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, m_end - offset));
        TWINSET_ASSIGN(const auto got, read(offset + kept, std::span(m_window.data() + kept, room - kept)));
        m_windowAt = offset;
        m_windowLength = kept + got;
    }
    return base::BytesView(m_window.data() + (offset - m_windowAt),
                           std::min<std::size_t>(length, m_windowAt + m_windowLength - offset));
}

base::Result<std::uint64_t> PackWalk::findRecord(std::uint64_t from) {
    for (; from + kRecordHeaderSize <= m_end; from += kRecordAlignment) {
        TWINSET_ASSIGN(const auto bytes, view(from, kRecordHeaderSize));
        if (bytes.size() < kRecordHeaderSize) break;
        const auto header = readRecordHeader(bytes);
        if (header && from + recordSpace(header->length) <= m_end) return from;
    }
    return m_end;
}

base::Result<std::optional<WalkedPiece>> PackWalk::next() {
    if (m_offset >= m_end) return std::optional<WalkedPiece>();
    WalkedPiece piece;
    piece.offset = m_offset;
    TWINSET_ASSIGN(const auto bytes, view(m_offset, kRecordHeaderSize));
    piece.header = readRecordHeader(bytes);
    if (piece.header && m_offset + recordSpace(piece.header->length) > m_end) piece.header.reset();
    if (!piece.header) {
        const auto after = (m_offset / kRecordAlignment + 1) * kRecordAlignment;
        TWINSET_ASSIGN(const auto found, findRecord(after));
        piece.length = found - m_offset;
        m_offset = found;
        return std::optional(piece);
    }
    piece.length = recordSpace(piece.header->length);
    if (m_options.blobs) {
        TWINSET_ASSIGN(const auto record, view(m_offset, piece.length));
        const auto rest = record.substr(std::min(record.size(), kRecordHeaderSize));
        piece.intact = restBelongsTo(*piece.header, rest);
        if (piece.intact) piece.blob = rest.substr(0, piece.header->length);
    }
    m_offset += piece.length;
    return std::optional(piece);
}

base::Result<PackScan> scanPack(base::File& file, std::uint64_t from, std::uint64_t size, std::uint64_t verifyFrom) {
    PackScan scan;
    auto& entries = scan.table.entries;
    PackWalk walk(file, from, size, {});
    while (true) {
        TWINSET_ASSIGN(const auto piece, walk.next());
        if (!piece) break;
        if (!piece->header) {
            scan.holes.push_back({piece->offset, piece->length});
            continue;
        }
        entries.push_back({piece->header->id, static_cast<std::uint32_t>(piece->offset), piece->header->length});
        if (piece->offset + piece->length <= verifyFrom) continue;
        TWINSET_ASSIGN(const auto rest,
                       file.readAt(piece->offset + kRecordHeaderSize, piece->length - kRecordHeaderSize));
        if (!restBelongsTo(*piece->header, rest)) scan.damagedRecords.push_back(entries.back().offset);
    }
    while (!entries.empty() && !scan.damagedRecords.empty() && entries.back().offset == scan.damagedRecords.back()) {
        entries.pop_back();
        scan.damagedRecords.pop_back();
    }
    scan.table.end = entries.empty() ? from : entries.back().offset + std::uint64_t{recordSpace(entries.back().length)};
    std::erase_if(scan.holes, [&](const PackHole& hole) { return hole.offset >= scan.table.end; });
    return scan;
}

}  // namespace images
