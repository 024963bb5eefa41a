// The receipt: {"order", "handset", "at", "wiped": [{"phone", "erased", "detail"}],
//               "untouched": [{"phone", "persona", "digestBefore", "digestAfter"}]}.
// It names what was left alone as well, with digests, because that is what a person is asked to believe.
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/order.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kMostPhonesInReceipt = 64;

base::Result<WipedPhone> readWiped(const base::Json& json) {
    base::ObjectReader reader(json, "wiped");
    WipedPhone phone;
    phone.phone = reader.id<base::PhoneId>("phone");
    phone.erased = reader.boolean("erased");
    phone.detail = boundedText(reader, "detail", 0, kLongestDetail);
    TWINSET_TRY(reader.finish());
    return phone;
}

base::Result<UntouchedPhone> readUntouched(const base::Json& json) {
    base::ObjectReader reader(json, "untouched");
    UntouchedPhone phone;
    phone.phone = reader.id<base::PhoneId>("phone");
    phone.persona = boundedText(reader, "persona", 0, kLongestName);
    phone.digestBefore = boundedText(reader, "digestBefore", 0, 2 * kLongestName);
    phone.digestAfter = boundedText(reader, "digestAfter", 0, 2 * kLongestName);
    TWINSET_TRY(reader.finish());
    return phone;
}

}  // namespace

base::Json wipeReceiptToJson(const WipeReceipt& receipt) {
    base::Json wiped = base::Json::array();
    for (const auto& phone : receipt.wiped)
        wiped.push_back({{"phone", phone.phone.text()},
                         {"erased", phone.erased},
                         {"detail", cutText(phone.detail, kLongestDetail)}});
    base::Json untouched = base::Json::array();
    for (const auto& phone : receipt.untouched)
        untouched.push_back({{"phone", phone.phone.text()},
                             {"persona", phone.persona},
                             {"digestBefore", phone.digestBefore},
                             {"digestAfter", phone.digestAfter}});
    base::Json json = base::Json::object();
    json["order"] = receipt.order.text();
    json["handset"] = receipt.handset.text();
    json["at"] = base::formatTimestamp(receipt.at);
    json["wiped"] = std::move(wiped);
    json["untouched"] = std::move(untouched);
    return json;
}

base::Result<WipeReceipt> wipeReceiptFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "receipt");
    WipeReceipt receipt;
    receipt.order = reader.id<base::OperationId>("order");
    receipt.handset = reader.id<base::HandsetId>("handset");
    receipt.at = reader.time("at");
    boundedArray(reader, "wiped", kMostPhonesInReceipt, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(WipedPhone phone, readWiped(element));
        receipt.wiped.push_back(std::move(phone));
        return {};
    });
    boundedArray(reader, "untouched", kMostPhonesInReceipt, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(UntouchedPhone phone, readUntouched(element));
        receipt.untouched.push_back(std::move(phone));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return receipt;
}

}  // namespace fleet::protocol
