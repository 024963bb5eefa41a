#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handleReleaseFetch(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const base::Digest digest = reader.digest("manifest");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const images::SignedManifest manifest, services.gate.releaseManifest(request.handset, digest));
    base::Json keys = base::Json::array();
    for (const auto& key : services.gate.releaseKeys()) keys.push_back(base::toBase64Url(key));
    base::Json answer = base::Json::object();
    answer["manifest"] = base::toBase64Url(manifest.bytes);
    answer["signature"] = base::toBase64Url(manifest.signature);
    answer["releaseKeys"] = std::move(keys);
    return jsonAnswer(answer.dump());
}

}  // namespace fleet
