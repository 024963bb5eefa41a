#include <nlohmann/json.hpp>

#include "fleet/transfer/bulk_handlers.h"

namespace fleet {

base::Result<BulkAnswer> handlePhoneKeys(const BulkRequest& request, BulkServices& services) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(request.body));
    base::ObjectReader reader(json, "request");
    const auto phone = reader.id<base::PhoneId>("phone");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const PhoneKeys keys, services.gate.phoneKeys(request.handset, phone));
    base::Json answer = base::Json::object();
    answer["idKey"] = base::toBase64Url(keys.idKey.reveal());
    answer["encryptionKey"] = base::toBase64Url(keys.encryptionKey.reveal());
    return jsonAnswer(answer.dump());
}

}  // namespace fleet
