#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handleBootListStore(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const auto phone = reader.id<base::PhoneId>("phone");
    const auto root = reader.digest("root");
    const auto chunks = images::readBootList(reader, "chunks");
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(services.gate.keepBootList(request.handset, phone, root, chunks));
    return BulkAnswer{};
}

base::Result<BulkAnswer> handleBootListFetch(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const auto phone = reader.id<base::PhoneId>("phone");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto chunks, services.gate.bootList(request.handset, phone));
    base::Json answer = base::Json::object();
    answer["chunks"] = images::bootListJson(chunks);
    return jsonAnswer(answer.dump());
}

}  // namespace fleet
