// The body of the 403 answer to a WebSocket upgrade: {"reason", "message", "order"?, "orderSignature"?}. The order rides
// on the refusal, because a revoked handset gets no other message.
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/order.h"

namespace fleet::protocol {

std::string writeRefusal(const Refusal& refusal) {
    base::Json json = base::Json::object();
    json["reason"] = refusal.reason;
    json["message"] = cutText(refusal.message, kLongestDetail);
    if (!refusal.order.empty()) {
        json["order"] = base::toBase64Url(refusal.order);
        json["orderSignature"] = base::toBase64Url(refusal.orderSignature);
    }
    return dumpText(json);
}

base::Result<Refusal> readRefusal(std::string_view text) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(text, 2 * kLongestObject));
    base::ObjectReader reader(json, "refusal");
    Refusal refusal;
    refusal.reason = wordOf(reader, "reason", {"revoked", "unknown", "pending_acceptance", "identity_in_use"});
    refusal.message = boundedText(reader, "message", 0, kLongestDetail);
    if (reader.has("order")) {
        refusal.order = boundedBytes(reader, "order", 1, kLongestObject);
        refusal.orderSignature = boundedBytes(reader, "orderSignature", 1, 64);
    }
    TWINSET_TRY(reader.finish());
    return refusal;
}

}  // namespace fleet::protocol
