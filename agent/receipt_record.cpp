#include "agent/receipt_record.h"

#include <nlohmann/json.hpp>

#include "base/json.h"

namespace agent {

base::Bytes writeReceiptRecord(const ReceiptRecord& record) {
    auto waiting = base::Json::array();
    for (const auto& one : record.waiting)
        waiting.push_back({{"receipt", base::toBase64Url(one.receipt)}, {"signature", base::toBase64Url(one.signature)}});
    base::Json json{{"format", 1}, {"sequence", record.sequence}, {"waiting", std::move(waiting)}};
    if (record.head) json["head"] = record.head->hex();
    if (record.content) json["content"] = record.content->hex();
    return json.dump() + "\n";
}

base::Result<ReceiptRecord> readReceiptRecord(base::BytesView bytes) {
    const auto json = base::parseJson(bytes);
    if (!json) return {base::ErrorCode::Corrupt, json.error().message};
    base::ObjectReader reader(*json, "receipts");
    ReceiptRecord record;
    reader.integer("format", 1, 1);
    record.sequence = reader.integer("sequence", 0, std::int64_t{1} << 53);
    if (reader.has("head")) record.head = reader.digest("head");
    if (reader.has("content")) record.content = reader.digest("content");
    reader.array("waiting", [&](const base::Json& element) -> base::Result<void> {
        base::ObjectReader one(element, "receipt");
        record.waiting.push_back({one.base64("receipt"), one.base64("signature")});
        return one.finish();
    });
    if (const auto done = reader.finish(); !done) return {base::ErrorCode::Corrupt, done.error().message};
    return record;
}

}  // namespace agent
