// The receipt's text, one line of JSON, members in the order of their names:
//     {"at", "envelope": DIGEST, "envelopeVersion", "fleet", "format": 1, "handset", "phone", "previous": DIGEST or "",
//      "sequence", "settings": [{"outcome", "readBack", "setting"}], "state", "steps": [{"action", "at", "rule"}]}
// Rejected: a receipt for each setting (a hundred signatures for one change of policy).
#include "fleet/protocol/policy_receipt.h"

#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"

namespace fleet::protocol {
namespace {

constexpr std::int64_t kReceiptFormat = 1;
constexpr std::int64_t kMostNumber = std::int64_t{1} << 53;

std::string writeWithin(const PolicyReceipt& receipt, std::size_t readBack) {
    base::Json settings = base::Json::array();
    for (const auto& one : receipt.settings)
        if (settings.size() < kMostSettings)
            settings.push_back({{"setting", cutText(one.setting, kLongestSettingName)},
                                {"outcome", one.outcome},
                                {"readBack", cutText(one.readBack, readBack)}});
    base::Json steps = base::Json::array();
    for (const auto& one : receipt.steps)
        if (steps.size() < kMostStepsInReceipt)
            steps.push_back(stepReceiptToJson(one));
    base::Json json = base::Json::object();
    json["format"] = kReceiptFormat;
    json["fleet"] = receipt.fleet;
    json["handset"] = receipt.handset.text();
    json["phone"] = receipt.phone.text();
    json["sequence"] = receipt.sequence;
    json["previous"] = receipt.previous ? receipt.previous->hex() : std::string();
    json["envelopeVersion"] = receipt.envelopeVersion;
    json["envelope"] = receipt.envelope.hex();
    json["at"] = base::formatTimestamp(receipt.at);
    json["state"] = receipt.state;
    json["settings"] = std::move(settings);
    json["steps"] = std::move(steps);
    return dumpText(json);
}

base::Result<SettingReceipt> readSetting(const base::Json& json) {
    base::ObjectReader reader(json, "setting");
    SettingReceipt setting;
    setting.setting = boundedText(reader, "setting", 1, kLongestSettingName);
    setting.outcome = wordOf(reader, "outcome", {"applied", "delivered", "pending_guest", "unsupported", "failed"});
    setting.readBack = boundedText(reader, "readBack", 0, kLongestReadBack);
    TWINSET_TRY(reader.finish());
    return setting;
}

}  // namespace

base::Json stepReceiptToJson(const StepReceipt& step) {
    return {{"rule", step.rule}, {"action", step.action}, {"at", base::formatTimestamp(step.at)}};
}

base::Result<StepReceipt> stepReceiptFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "step");
    StepReceipt step;
    step.rule = boundedText(reader, "rule", 1, kLongestName);
    step.action = wordOf(reader, "action", {"warn", "block", "wipe"});
    step.at = reader.time("at");
    TWINSET_TRY(reader.finish());
    return step;
}

base::Bytes writePolicyReceipt(const PolicyReceipt& receipt) {
    std::string text;
    for (const std::size_t readBack : {kLongestReadBack, std::size_t{96}, std::size_t{32}, std::size_t{0}}) {
        text = writeWithin(receipt, readBack);
        if (text.size() <= kLongestPolicyReceipt) break;
    }
    return text;
}

base::Result<PolicyReceipt> readPolicyReceipt(base::BytesView bytes) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(bytes, kLongestPolicyReceipt));
    base::ObjectReader reader(json, "receipt");
    PolicyReceipt receipt;
    reader.integer("format", kReceiptFormat, kReceiptFormat);
    receipt.fleet = boundedText(reader, "fleet", 1, kLongestName);
    receipt.handset = reader.id<base::HandsetId>("handset");
    receipt.phone = reader.id<base::PhoneId>("phone");
    receipt.sequence = reader.integer("sequence", 1, kMostNumber);
    receipt.previous = previousDigest(reader);
    receipt.envelopeVersion = reader.integer("envelopeVersion", 0, kMostNumber);
    receipt.envelope = reader.digest("envelope");
    receipt.at = reader.time("at");
    receipt.state = wordOf(reader, "state", {"running", "stopped", "erased"});
    boundedArray(reader, "settings", kMostSettings, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(SettingReceipt setting, readSetting(element));
        receipt.settings.push_back(std::move(setting));
        return {};
    });
    boundedArray(reader, "steps", kMostStepsInReceipt, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(StepReceipt step, stepReceiptFromJson(element));
        receipt.steps.push_back(std::move(step));
        return {};
    });
    TWINSET_TRY(reader.finish());
    if (writePolicyReceipt(receipt) != bytes)
        return {base::ErrorCode::InvalidInput, "receipt: it is not written in the one way that counts"};
    return receipt;
}

base::Digest receiptDigest(base::BytesView bytes) { return base::Digest::of(bytes); }

base::Digest receiptContent(PolicyReceipt receipt) {
    receipt.sequence = 1;
    receipt.previous.reset();
    receipt.at = {};
    return base::Digest::of(writePolicyReceipt(receipt));
}

}  // namespace fleet::protocol
