#include "images/chunk_copy.h"

#include <algorithm>
#include <future>

namespace images {
namespace {

constexpr std::size_t kAskedAtOnce = 4096;
constexpr std::size_t kReadAtOnce = std::min<std::size_t>(kMostChunksStored, 64);

using IdRange = std::vector<ChunkId>;

struct ReadPiece {
    std::vector<EncodedChunk> chunks;
    std::vector<ChunkProblem> problems;
};

class ChunkCopy {
public:
    ChunkCopy(ChunkSource& from, ChunkSink& to, const CopyRequest& request, std::uint64_t total)
        : m_from(from), m_to(to), m_request(request), m_total(total) {}

    base::Result<void> copy(const IdRange& ids);
    [[nodiscard]] CopyOutcome outcome() && { return std::move(m_outcome); }

private:
    base::Result<ReadPiece> readPiece(const IdRange& ids) const;
    base::Result<void> readOne(const ChunkId& id, ReadPiece& piece) const;
    void take(const ChunkId& id, base::Bytes blob, ReadPiece& piece) const;
    base::Result<void> storePiece(ReadPiece piece);
    base::Result<void> copyPieces(const IdRange& ids);
    base::Result<void> advance(std::uint64_t chunks);

    ChunkSource& m_from;
    ChunkSink& m_to;
    const CopyRequest& m_request;
    const std::uint64_t m_total;
    std::uint64_t m_done = 0;
    CopyOutcome m_outcome;
};

void ChunkCopy::take(const ChunkId& id, base::Bytes blob, ReadPiece& piece) const {
    const auto sound = m_request.authenticate ? m_request.authenticate(id, blob) : base::success();
    if (sound) {
        piece.chunks.push_back({id, std::move(blob)});
    } else {
        piece.problems.push_back({id, sound.error().message});
    }
}

base::Result<void> ChunkCopy::readOne(const ChunkId& id, ReadPiece& piece) const {
    auto blobs = m_from.fetch({id});
    if (blobs && blobs->size() == 1) {
        take(id, std::move(blobs->front()), piece);
        return {};
    }
    const auto error =
        blobs ? base::Error{base::ErrorCode::Internal, "the store answered another number of chunks"} : blobs.error();
    if (error.code != base::ErrorCode::NotFound && error.code != base::ErrorCode::Corrupt) return error;
    piece.problems.push_back({id, error.message});
    return {};
}

base::Result<ReadPiece> ChunkCopy::readPiece(const IdRange& ids) const {
    ReadPiece piece;
    auto blobs = m_from.fetch(ids);
    if (blobs && blobs->size() == ids.size()) {
        for (std::size_t i = 0; i < ids.size(); ++i) take(ids[i], std::move((*blobs)[i]), piece);
        return piece;
    }
    for (const auto& id : ids) TWINSET_TRY(readOne(id, piece));
    return piece;
}

base::Result<void> ChunkCopy::storePiece(ReadPiece piece) {
    if (!piece.chunks.empty()) TWINSET_TRY(m_to.store(piece.chunks));
    for (const auto& chunk : piece.chunks) m_outcome.bytesCopied.value += chunk.blob.size();
    m_outcome.chunksCopied += piece.chunks.size();
    const auto handled = piece.chunks.size() + piece.problems.size();
    std::move(piece.problems.begin(), piece.problems.end(), std::back_inserter(m_outcome.problems));
    return advance(handled);
}

base::Result<void> ChunkCopy::advance(std::uint64_t chunks) {
    m_done += chunks;
    if (!m_request.progress || m_request.progress(m_done, std::max(m_done, m_total))) return {};
    return {base::ErrorCode::Cancelled, "the copy was cancelled; the next one goes on where it ended"};
}

base::Result<void> ChunkCopy::copyPieces(const IdRange& ids) {
    const auto pieceAt = [&](std::size_t at) {
        const auto to = std::min(ids.size(), at + kReadAtOnce);
        return IdRange(ids.begin() + static_cast<std::ptrdiff_t>(at), ids.begin() + static_cast<std::ptrdiff_t>(to));
    };
    const auto reading = [&](std::size_t at) {
        return std::async(std::launch::async, [this, piece = pieceAt(at)] { return readPiece(piece); });
    };
    auto next = reading(0);
    for (std::size_t at = 0; at < ids.size(); at += kReadAtOnce) {
        TWINSET_ASSIGN(auto piece, next.get());
        if (at + kReadAtOnce < ids.size()) next = reading(at + kReadAtOnce);
        TWINSET_TRY(storePiece(std::move(piece)));
    }
    return {};
}

base::Result<void> ChunkCopy::copy(const IdRange& ids) {
    for (std::size_t at = 0; at < ids.size(); at += kAskedAtOnce) {
        const auto to = std::min(ids.size(), at + kAskedAtOnce);
        const IdRange asked(ids.begin() + static_cast<std::ptrdiff_t>(at),
                            ids.begin() + static_cast<std::ptrdiff_t>(to));
        TWINSET_ASSIGN(const auto absent, m_to.missing(asked));
        m_outcome.chunksThere += asked.size() - std::min(asked.size(), absent.size());
        TWINSET_TRY(advance(asked.size() - std::min(asked.size(), absent.size())));
        if (!absent.empty()) TWINSET_TRY(copyPieces(absent));
    }
    return {};
}

}  // namespace

base::Result<CopyOutcome> copyChunks(ChunkSource& from, ChunkSink& to, const std::vector<ChunkId>& ids,
                                     const CopyRequest& request) {
    ChunkCopy copy(from, to, request, ids.size());
    TWINSET_TRY(copy.copy(ids).withContext("cannot copy chunks"));
    return std::move(copy).outcome();
}

base::Result<CopyOutcome> copyAllChunks(ChunkStore& from, ChunkSink& to, const CopyRequest& request) {
    ChunkCopy copy(from, to, request, from.statistics().chunks);
    const auto listing = from.listChunks();
    while (true) {
        TWINSET_ASSIGN(const auto ids, listing->next());
        if (ids.empty()) break;
        TWINSET_TRY(copy.copy(ids).withContext("cannot copy chunks"));
    }
    return std::move(copy).outcome();
}

}  // namespace images
