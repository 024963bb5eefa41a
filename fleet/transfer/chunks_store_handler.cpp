// Who may store what is the gate's to check, and whether a blob is what its id says.
#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kMostBlobBytes = 4 * 1024 * 1024;

}  // namespace

base::Result<BulkAnswer> handleChunksStore(const BulkRequest& request, BulkServices& services) {
    base::BytesView body = request.body;
    TWINSET_ASSIGN(const auto phone, protocol::takePhone(body));
    std::vector<protocol::Frame> frames;
    if (request.broken) {
        frames = protocol::readWholeFrames(body);
    } else {
        TWINSET_ASSIGN(frames, protocol::readFrames(body));
    }
    std::size_t total = 0;
    std::vector<images::EncodedChunk> chunks;
    chunks.reserve(frames.size());
    for (auto& frame : frames) {
        if (frame.blob.empty() || frame.id.isZero()) return {base::ErrorCode::InvalidInput, "an empty chunk cannot be stored"};
        total += frame.blob.size();
        chunks.push_back({frame.id, std::move(frame.blob)});
    }
    if (total > kMostBlobBytes) return {base::ErrorCode::InvalidInput, "a request may store at most 4 MiB of chunks"};
    TWINSET_TRY(services.gate.storeChunks(request.handset, phone, chunks));
    return BulkAnswer{};
}

}  // namespace fleet
