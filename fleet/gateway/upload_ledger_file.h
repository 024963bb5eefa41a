// The bytes of a phone's upload ledger: see upload_ledger_file.cpp for the format.
#pragma once

#include <vector>

#include "base/clock.h"
#include "images/chunk.h"

namespace fleet {

struct LedgerBatch {
    base::Timestamp at;
    std::vector<images::ChunkId> ids;
    std::uint64_t end = 0;  // of the batch in the file
};

base::Bytes writeLedgerBatch(base::Timestamp at, const std::vector<images::ChunkId>& ids);
/// The whole batches from the beginning on; what follows the last one was torn by a crash and counts for nothing.
std::vector<LedgerBatch> readLedger(base::BytesView bytes);

}  // namespace fleet
