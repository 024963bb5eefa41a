// Reading the records of one pack back, header by header: how the index is rebuilt when a store opens.
#pragma once

#include <vector>

#include "base/file_system.h"
#include "images/pack_codec.h"

namespace images {

struct ScannedRecord {
    ChunkId id;
    std::uint64_t offset = 0;  // of the record in the pack
    std::uint32_t length = 0;  // of the blob
    bool damaged = false;      // the header is sound, the blob is not (known only from `verifyFrom` on)
};

struct PackHole {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct PackScan {
    std::vector<ScannedRecord> records;  // in the order of the file
    std::vector<PackHole> holes;         // stretches before `end` in which no record is recognised
    std::uint64_t end = 0;               // where the last sound record ends; what follows is torn
};

/// Scans records from kPackHeaderSize on. Blobs of records that end after `verifyFrom` are read and checked; trailing
/// ones that fail are not part of the result.
base::Result<PackScan> scanPack(base::File& file, std::uint64_t verifyFrom);

}  // namespace images
