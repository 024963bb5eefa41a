// Reading a pack from one end to the other, in large pieces.
#pragma once

#include <optional>
#include <vector>

#include "base/file_system.h"
#include "images/pack_table.h"

namespace images {

struct WalkedPiece {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    std::optional<RecordHeader> header;  // none: a hole, in which no record is recognised
    bool intact = true;                  // when blobs are read: blob and padding fit the header
    base::BytesView blob;                // when blobs are read; until the next call
};

struct WalkOptions {
    bool blobs = false;               // read them, too; otherwise hop from header to header
    bool tolerateUnreadable = false;  // what the disk cannot read counts as zeros
};

class PackWalk {
public:
    /// `from` is where a record begins (or a hole); nothing from `end` on belongs to a piece.
    PackWalk(base::File& file, std::uint64_t from, std::uint64_t end, WalkOptions options)
        : m_file(file), m_offset(from), m_end(end), m_options(options) {}
    /// Nothing at the end.
    base::Result<std::optional<WalkedPiece>> next();

private:
    base::Result<base::BytesView> view(std::uint64_t offset, std::size_t length);
    base::Result<std::size_t> read(std::uint64_t offset, std::span<char> into);
    base::Result<std::uint64_t> findRecord(std::uint64_t from);

    base::File& m_file;
    std::uint64_t m_offset;
    const std::uint64_t m_end;
    const WalkOptions m_options;
    std::vector<char> m_window;
    std::uint64_t m_windowAt = 0;
    std::size_t m_windowLength = 0;
};

struct PackHole {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct PackScan {
    PackTable table;                            // of the records whose headers are sound, up to the last sound one
    std::vector<std::uint32_t> damagedRecords;  // their offsets; known only of records that end after `verifyFrom`
    std::vector<PackHole> holes;                // before the end of the last sound record
};

/// Makes a table of the records from `from` to `size` by their headers. Blobs of records that end after `verifyFrom`
/// are read and checked; trailing ones that fail are not part of the result.
base::Result<PackScan> scanPack(base::File& file, std::uint64_t from, std::uint64_t size, std::uint64_t verifyFrom);

}  // namespace images
