#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kIdsAPiece = std::max<std::size_t>(1, kPieceBytes / images::kMostBlobSize);

/// Where the chunks are; null: in the fleet's store.
base::Result<std::shared_ptr<images::ChunkSource>> authorise(const BulkRequest& request, const base::Json& scope,
                                                             const std::vector<images::ChunkId>& ids, HandsetGate& gate) {
    base::ObjectReader reader(scope, "request.scope");
    if (reader.has("release")) {
        const base::Digest manifest = reader.digest("release");
        TWINSET_TRY(reader.finish());
        TWINSET_TRY(gate.mayFetchRelease(request.handset, manifest, ids));
        return std::shared_ptr<images::ChunkSource>();
    }
    const auto phone = reader.id<base::PhoneId>("phone");
    TWINSET_TRY(reader.finish());
    return gate.mayFetchPhone(request.handset, phone, ids);
}

}  // namespace

base::Result<void> ChunkDownload::begin(const BulkRequest& request) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const base::Json& scope = reader.any("scope");
    m_ids = readChunkIds(reader, "ids", kMostIdsFetched);
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(m_source, authorise(request, scope, m_ids, m_services.gate));
    return {};
}

base::Result<base::Bytes> ChunkDownload::frameOf(const images::ChunkId& id) {
    base::Bytes frame;
    const auto blobs = source().fetch({id});
    if (!blobs && blobs.error().code != base::ErrorCode::NotFound && blobs.error().code != base::ErrorCode::Corrupt)
        return blobs.error();
    protocol::appendFrame(frame, id, blobs ? blobs->front() : base::Bytes());
    return frame;
}

base::Result<base::Bytes> ChunkDownload::next() {
    base::Bytes frames;
    const std::vector<images::ChunkId> ids(
        m_ids.begin() + static_cast<std::ptrdiff_t>(m_given),
        m_ids.begin() + static_cast<std::ptrdiff_t>(std::min(m_given + kIdsAPiece, m_ids.size())));
    if (ids.empty()) return frames;
    const auto blobs = source().fetch(ids);
    if (!blobs && m_given == 0) return blobs.error();
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (blobs) {
            protocol::appendFrame(frames, ids[i], (*blobs)[i]);
            continue;
        }
        TWINSET_ASSIGN(const auto frame, frameOf(ids[i]));
        frames += frame;
    }
    m_given += ids.size();
    return frames;
}

}  // namespace fleet
