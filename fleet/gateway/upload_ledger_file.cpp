// A ledger is a row of batches, one for each request that stored chunks; it only grows at its end, until it is removed or
// rewritten without its beginning.
//
//   offset  size     what
//   0       4        "TWUL"
//   4       4        number of ids, n; at least 1
//   8       8        when, milliseconds since 1970
//   16      32 n     the ids
//   ...     16       the first bytes of the digest of all of this batch before
//
// Numbers are little-endian. A batch that is cut off or does not fit its digest ends the ledger: it was never
// acknowledged.
//
// Rejected: a table of the catalog (its one writer would carry a row for each chunk of 200 uploads at a time, between the
// operations of people); one file for all phones (a phone's entries go when its restore point is committed, so it would
// have to be compacted for ever).
#include "fleet/gateway/upload_ledger_file.h"

#include "images/byte_order.h"

namespace fleet {
namespace {

constexpr std::string_view kBatchMagic = "TWUL";
constexpr std::size_t kBatchHead = 16;
constexpr std::size_t kBatchCheck = 16;

}  // namespace

base::Bytes writeLedgerBatch(base::Timestamp at, const std::vector<images::ChunkId>& ids) {
    base::Bytes bytes(kBatchMagic);
    images::appendLittleEndian(bytes, static_cast<std::uint32_t>(ids.size()));
    images::appendLittleEndian(bytes, static_cast<std::uint64_t>(at.time_since_epoch().count()));
    for (const auto& id : ids) bytes += id.bytes();
    bytes += base::Digest::of(bytes).bytes().substr(0, kBatchCheck);
    return bytes;
}

std::vector<LedgerBatch> readLedger(base::BytesView bytes) {
    std::vector<LedgerBatch> batches;
    for (std::size_t at = 0; bytes.size() - at >= kBatchHead + kBatchCheck;) {
        const auto rest = bytes.substr(at);
        const std::uint64_t count = images::readLittleEndian<std::uint32_t>(rest, 4);
        const auto length = kBatchHead + count * images::ChunkId::kSize;
        if (!rest.starts_with(kBatchMagic) || count == 0 || rest.size() < length + kBatchCheck) break;
        if (base::Digest::of(rest.substr(0, length)).bytes().substr(0, kBatchCheck) !=
            rest.substr(length, kBatchCheck))
            break;
        LedgerBatch batch;
        batch.at = base::Timestamp(
            base::Duration(static_cast<std::int64_t>(images::readLittleEndian<std::uint64_t>(rest, 8))));
        for (std::size_t i = 0; i < count; ++i) {
            const auto id = base::Digest::fromBytes(
                rest.substr(kBatchHead + i * images::ChunkId::kSize, images::ChunkId::kSize));
            if (id) batch.ids.push_back(*id);
        }
        at += length + kBatchCheck;
        batch.end = at;
        batches.push_back(std::move(batch));
    }
    return batches;
}

}  // namespace fleet
