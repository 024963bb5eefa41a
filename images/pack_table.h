// The table of contents of a pack: a file beside it, "table-00000001" for "pack-00000001", so that a store opens
// without reading record headers. Nothing depends on it: lost or damaged, it is made again from the pack.
//
//   offset  size  what
//   0       8     "TWTABL2\n"
//   8       4     number of the pack
//   12      4     how many records follow
//   16      8     end of the last of them in the pack: records may follow there that the table does not list
//   24      40    for each record, in the order of the pack: its offset (4), length of its blob (4), id (32)
//   ...     8     checksum of all bytes before (XXH64)
//
// Rejected: a table at the end of the pack itself (damaged, it cannot be written again without writing into a file that
// is finished); one table for all packs (rewritten whole, or a log that must be compacted).
#pragma once

#include <vector>

#include "images/pack_codec.h"

namespace images {

struct TableEntry {
    ChunkId id;
    std::uint32_t offset = 0;  // of the record in the pack
    std::uint32_t length = 0;  // of its blob
};

struct PackTable {
    std::vector<TableEntry> entries;
    std::uint64_t end = kPackHeaderSize;
};

std::string tableName(std::uint32_t number);
/// Inverse of tableName; 0 for any other name.
std::uint32_t tableNumber(std::string_view name);
base::Bytes writePackTable(std::uint32_t number, const PackTable& table);
/// Corrupt for anything else than an undamaged table of that pack.
base::Result<PackTable> readPackTable(base::BytesView bytes, std::uint32_t number);

}  // namespace images
