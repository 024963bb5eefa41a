#include "agent/wipe_record.h"

#include <nlohmann/json.hpp>

#include "images/signature.h"

namespace agent {
namespace {

base::Json digestsToJson(const std::map<base::PhoneId, std::string>& digests) {
    auto json = base::Json::object();
    for (const auto& [phone, digest] : digests) json[phone.text()] = digest;
    return json;
}

base::Result<std::map<base::PhoneId, std::string>> readDigests(const base::Json& json) {
    std::map<base::PhoneId, std::string> digests;
    if (!json.is_object()) return {base::ErrorCode::Corrupt, "the digests are not an object"};
    for (const auto& [name, digest] : json.items()) {
        TWINSET_ASSIGN(const auto phone, base::PhoneId::parse(name));
        if (!digest.is_string()) return {base::ErrorCode::Corrupt, "a digest is not a string"};
        digests[phone] = digest.get<std::string>();
    }
    return digests;
}

}  // namespace

base::Result<fleet::protocol::WipeOrder> openWipeOrder(base::BytesView order, base::BytesView signature,
                                                       const Identity& identity) {
    TWINSET_TRY(images::verifySignature(identity.fleetKey, images::kOrderContext, order, signature));
    TWINSET_ASSIGN(auto read, fleet::protocol::readWipeOrder(order));
    if (read.fleet != identity.fleet || read.handset != identity.handset)
        return {base::ErrorCode::Denied, "the order is for the handset " + read.handset.text() + " of the fleet " +
                                             read.fleet + ", and not for this one"};
    return read;
}

base::Bytes writeWipeRecord(const WipeRecord& record) {
    base::Json json{{"format", 1},
                    {"order", base::toBase64Url(record.orderBytes)},
                    {"signature", base::toBase64Url(record.signature)},
                    {"state", static_cast<int>(record.state)},
                    {"before", digestsToJson(record.before)},
                    {"after", digestsToJson(record.after)},
                    {"delivered", record.delivered}};
    if (record.receipt) json["receipt"] = fleet::protocol::wipeReceiptToJson(*record.receipt);
    return json.dump(2, ' ', false, base::Json::error_handler_t::replace) + "\n";
}

base::Result<WipeRecord> readWipeRecord(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes));
    WipeRecord record;
    base::ObjectReader reader(json, "order");
    reader.integer("format", 1, 1);
    record.orderBytes = reader.base64("order");
    record.signature = reader.base64("signature");
    record.state = static_cast<WipeState>(reader.integer("state", 0, 3));
    record.delivered = reader.boolean("delivered");
    TWINSET_ASSIGN(record.before, readDigests(reader.any("before")));
    TWINSET_ASSIGN(record.after, readDigests(reader.any("after")));
    if (reader.has("receipt")) {
        TWINSET_ASSIGN(record.receipt, fleet::protocol::wipeReceiptFromJson(reader.any("receipt")));
    }
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(record.order, fleet::protocol::readWipeOrder(record.orderBytes));
    return record;
}

}  // namespace agent
