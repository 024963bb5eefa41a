// Who may store what is the gate's to check, and whether a blob is what its id says.
#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kMostBlobBytes = 4 * 1024 * 1024;
constexpr std::size_t kLongestFrame = base::Digest::kSize + 4 + images::kMostBlobSize;

}  // namespace

base::Result<void> ChunkUpload::store(std::vector<protocol::Frame> frames) {
    std::vector<images::EncodedChunk> chunks;
    chunks.reserve(frames.size());
    for (auto& frame : frames) {
        if (frame.blob.empty() || frame.id.isZero()) return {base::ErrorCode::InvalidInput, "an empty chunk cannot be stored"};
        m_stored += frame.blob.size();
        chunks.push_back({frame.id, std::move(frame.blob)});
    }
    if (m_stored > kMostBlobBytes) return {base::ErrorCode::InvalidInput, "a request may store at most 4 MiB of chunks"};
    return chunks.empty() ? base::success() : m_gate.storeChunks(m_handset, *m_phone, chunks);
}

base::Result<void> ChunkUpload::storeWhole() {
    if (!m_phone) {
        base::BytesView rest = piece;
        TWINSET_ASSIGN(m_phone, protocol::takePhone(rest));
        piece.erase(0, piece.size() - rest.size());
    }
    std::size_t taken = 0;
    auto frames = protocol::readWholeFrames(piece, taken);
    piece.erase(0, taken);
    TWINSET_TRY(store(std::move(frames)));
    if (protocol::nextFrameBytes(piece) > kLongestFrame)
        return {base::ErrorCode::InvalidInput, "a chunk is longer than any that can be stored"};
    return {};
}

base::Result<void> ChunkUpload::finish() {
    TWINSET_TRY(storeWhole());
    if (!piece.empty()) return {base::ErrorCode::InvalidInput, "the chunks end inside a frame"};
    return {};
}

}  // namespace fleet
