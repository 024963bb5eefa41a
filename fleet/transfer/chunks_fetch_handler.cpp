#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kMostFetched = 256;

base::Result<void> authorise(const BulkRequest& request, const base::Json& scope, const std::vector<images::ChunkId>& ids,
                             HandsetGate& gate) {
    base::ObjectReader reader(scope, "request.scope");
    if (reader.has("release")) {
        const base::Digest manifest = reader.digest("release");
        TWINSET_TRY(reader.finish());
        return gate.mayFetchRelease(request.handset, manifest, ids);
    }
    const auto phone = reader.id<base::PhoneId>("phone");
    TWINSET_TRY(reader.finish());
    return gate.mayFetchPhone(request.handset, phone, ids);
}

}  // namespace

base::Result<BulkAnswer> handleChunksFetch(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const base::Json& scope = reader.any("scope");
    const auto ids = readChunkIds(reader, "ids", kMostFetched);
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(authorise(request, scope, ids, services.gate));
    TWINSET_ASSIGN(const auto blobs, services.chunks.fetch(ids));
    BulkAnswer answer{"application/octet-stream", {}};
    for (std::size_t i = 0; i < ids.size(); ++i) protocol::appendFrame(answer.body, ids[i], blobs[i]);
    return answer;
}

}  // namespace fleet
