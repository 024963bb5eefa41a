// Whether a blob is what its id says is the store's to check: the one that a gateway serves here takes chunks of restore
// points only.
#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kMostBlobBytes = 4 * 1024 * 1024;

}  // namespace

base::Result<BulkAnswer> handleChunksStore(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(auto frames, protocol::readFrames(request.body));
    std::size_t total = 0;
    std::vector<images::EncodedChunk> chunks;
    chunks.reserve(frames.size());
    for (auto& frame : frames) {
        if (frame.blob.empty() || frame.id.isZero()) return {base::ErrorCode::InvalidInput, "an empty chunk cannot be stored"};
        total += frame.blob.size();
        chunks.push_back({frame.id, std::move(frame.blob)});
    }
    if (total > kMostBlobBytes) return {base::ErrorCode::InvalidInput, "a request may store at most 4 MiB of chunks"};
    TWINSET_TRY(services.store.store(chunks));
    return BulkAnswer{};
}

}  // namespace fleet
