// The order's text: {"order": "wipe", "id", "fleet", "handset", "issuedAt", "phones": [ID...]}. It lists what to wipe by
// name; an order for "everything" was rejected, because it would reach the personal phone.
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/order.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kMostPhonesInOrder = 64;

}  // namespace

base::Bytes writeWipeOrder(const WipeOrder& order) {
    base::Json phones = base::Json::array();
    for (const auto& phone : order.phones) phones.push_back(phone.text());
    base::Json json = base::Json::object();
    json["order"] = "wipe";
    json["id"] = order.id.text();
    json["fleet"] = order.fleet;
    json["handset"] = order.handset.text();
    json["issuedAt"] = base::formatTimestamp(order.issuedAt);
    json["phones"] = std::move(phones);
    return dumpText(json);
}

base::Result<WipeOrder> readWipeOrder(base::BytesView bytes) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(bytes, kLongestObject));
    base::ObjectReader reader(json, "order");
    WipeOrder order;
    wordOf(reader, "order", {"wipe"});
    order.id = reader.id<base::OperationId>("id");
    order.fleet = boundedText(reader, "fleet", 1, kLongestName);
    order.handset = reader.id<base::HandsetId>("handset");
    order.issuedAt = reader.time("issuedAt");
    boundedArray(reader, "phones", kMostPhonesInOrder, [&](const base::Json& element) -> base::Result<void> {
        if (!element.is_string()) return {base::ErrorCode::InvalidInput, "expected an identifier"};
        TWINSET_ASSIGN(base::PhoneId phone, base::PhoneId::parse(cutText(element.get<std::string>(), kLongestLabel)));
        order.phones.push_back(std::move(phone));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return order;
}

}  // namespace fleet::protocol
