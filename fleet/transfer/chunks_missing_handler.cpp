#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {
namespace {

constexpr std::size_t kMostAskedAfter = 4096;

}  // namespace

std::vector<images::ChunkId> readChunkIds(base::ObjectReader& reader, std::string_view name, std::size_t most) {
    std::vector<images::ChunkId> ids;
    reader.array(name, [&](const base::Json& element) -> base::Result<void> {
        if (ids.size() == most) return {base::ErrorCode::InvalidInput, "there are more than " + std::to_string(most)};
        if (!element.is_string()) return {base::ErrorCode::InvalidInput, "expected a chunk id"};
        TWINSET_ASSIGN(const images::ChunkId id, images::ChunkId::fromHex(element.get_ref<const std::string&>()));
        ids.push_back(id);
        return {};
    });
    return ids;
}

base::Result<BulkAnswer> handleChunksMissing(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const auto phone = reader.id<base::PhoneId>("phone");
    const auto ids = readChunkIds(reader, "ids", kMostAskedAfter);
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto missing, services.gate.missingChunks(request.handset, phone, ids));
    base::Json list = base::Json::array();
    for (const auto& id : missing) list.push_back(id.hex());
    base::Json answer = base::Json::object();
    answer["missing"] = std::move(list);
    return jsonAnswer(answer.dump());
}

}  // namespace fleet
