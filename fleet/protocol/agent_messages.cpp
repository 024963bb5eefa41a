// What the agent says: hello, report, operation_progress, operation_result, resync, incident,
// policy_receipt.
//
// An operation's result travels as a text that holds JSON, not as JSON: both ends pass it on to code that knows the
// operation, and the text in the catalog is the text that the agent wrote.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/incident.h"
#include "fleet/protocol/message_bodies.h"
#include "fleet/protocol/policy_receipt.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kMostCapabilities = 64;
constexpr std::size_t kLongestEscapedResult = 56 * 1024;

constexpr auto kNotNegative = std::int64_t{0};

base::Json tipToJson(const EnvelopeTip& tip) {
    return {{"version", tip.version}, {"digest", tip.digest ? tip.digest->hex() : std::string()}};
}

base::Result<EnvelopeTip> readTip(const base::Json& json) {
    base::ObjectReader reader(json, "tip");
    EnvelopeTip tip;
    tip.version = reader.integer("version", kNotNegative, INT64_MAX);
    if (const auto text = reader.text("digest"); !text.empty()) {
        const auto digest = base::Digest::fromHex(text);
        if (!digest)
            reader.fail("digest", digest.error().message);
        else
            tip.digest = *digest;
    }
    TWINSET_TRY(reader.finish());
    return tip;
}

base::Result<std::map<std::string, EnvelopeTip>> readApplied(const base::Json& json) {
    std::map<std::string, EnvelopeTip> applied;
    base::ObjectReader reader(json, "hello.applied");
    if (json.is_object() && json.size() > kMostPhonesInMessage)
        return {base::ErrorCode::InvalidInput, "hello.applied: names too many virtual phones"};
    if (json.is_object())
        for (const auto& [phone, tip] : json.items()) {
            TWINSET_TRY(base::PhoneId::parse(cutText(phone, kLongestLabel)));
            reader.any(phone);
            TWINSET_ASSIGN(applied[phone], readTip(tip));
        }
    TWINSET_TRY(reader.finish());
    return applied;
}

}  // namespace

base::Json helloToJson(const Hello& hello) {
    base::Json capabilities = base::Json::array();
    for (const auto& capability : hello.capabilities)
        if (capabilities.size() < kMostCapabilities) capabilities.push_back(capability);
    base::Json applied = base::Json::object();
    for (const auto& [phone, tip] : hello.applied)
        if (applied.size() < kMostPhonesInMessage) applied[phone] = tipToJson(tip);
    base::Json json = base::Json::object();
    json["protocol"] = hello.protocol;
    json["agentVersion"] = cutText(hello.agentVersion, kLongestLabel);
    json["bootId"] = hello.bootId;
    json["driver"] = cutText(hello.driver, kLongestLabel);
    json["driverVersion"] = cutText(hello.driverVersion, kLongestLabel);
    json["acceleration"] = cutText(hello.acceleration, kLongestLabel);
    json["capabilities"] = std::move(capabilities);
    json["applied"] = std::move(applied);
    return json;
}

base::Result<Body> helloFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "hello");
    Hello hello;
    hello.protocol = static_cast<int>(reader.integer("protocol", 1, 1'000'000));
    hello.agentVersion = boundedText(reader, "agentVersion", 0, kLongestLabel);
    hello.bootId = boundedText(reader, "bootId", 0, kLongestName);
    hello.driver = boundedText(reader, "driver", 0, kLongestLabel);
    hello.driverVersion = boundedText(reader, "driverVersion", 0, kLongestLabel);
    hello.acceleration = boundedText(reader, "acceleration", 0, kLongestLabel);
    boundedArray(reader, "capabilities", kMostCapabilities, [&](const base::Json& element) -> base::Result<void> {
        if (!element.is_string() || element.get_ref<const std::string&>().size() > kLongestName)
            return {base::ErrorCode::InvalidInput, "expected a name"};
        hello.capabilities.push_back(element.get<std::string>());
        return {};
    });
    const base::Json& applied = reader.any("applied");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(hello.applied, readApplied(applied));
    return Body(std::move(hello));
}

base::Json reportToJson(const Report& report, const TextBudget& budget) {
    base::Json phones = base::Json::array();
    const auto count = std::min(report.phones.size(), kMostPhonesInMessage);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& phone = report.phones[i];
        phones.push_back(phoneReportToJson(phone, budget, std::min(kMostControls, kMostControlsInMessage / count)));
    }
    base::Json json = base::Json::object();
    json["at"] = base::formatTimestamp(report.at);
    json["phones"] = std::move(phones);
    return json;
}

base::Result<Body> reportFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "report");
    Report report;
    report.at = reader.time("at");
    boundedArray(reader, "phones", kMostPhonesInMessage, [&](const base::Json& element) -> base::Result<void> {
        TWINSET_ASSIGN(PhoneReport phone, phoneReportFromJson(element));
        report.phones.push_back(std::move(phone));
        return {};
    });
    TWINSET_TRY(reader.finish());
    return Body(std::move(report));
}

base::Json progressToJson(const OperationProgress& progress, const TextBudget& budget) {
    base::Json json = base::Json::object();
    json["operation"] = progress.operation.text();
    json["fraction"] = clampFraction(progress.fraction);
    json["step"] = cutText(progress.step, budget.detail);
    if (progress.waiting) json["waiting"] = true;
    return json;
}

base::Result<Body> progressFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "operation_progress");
    OperationProgress progress;
    progress.operation = reader.id<base::OperationId>("operation");
    progress.fraction = fractionIn(reader, "fraction");
    progress.step = boundedText(reader, "step", 0, kLongestDetail);
    progress.waiting = reader.booleanOr("waiting", false);
    TWINSET_TRY(reader.finish());
    return Body(std::move(progress));
}

base::Json resultToJson(const OperationResult& result, const TextBudget& budget) {
    // Inside the message it is escaped once more.
    const bool fits = result.result.empty() ||
                      (isObjectText(result.result, kLongestResult) && dumpText(base::Json(result.result)).size() <= kLongestEscapedResult);
    const std::string note = fits ? "" : " (the details could not be sent)";
    base::Json json = base::Json::object();
    json["operation"] = result.operation.text();
    json["ok"] = result.ok;
    json["code"] = result.code;
    json["message"] = cutText(result.message, budget.detail - note.size()) + note;
    json["result"] = fits ? result.result : "{}";
    return json;
}

base::Result<Body> resultFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "operation_result");
    OperationResult result;
    result.operation = reader.id<base::OperationId>("operation");
    result.ok = reader.boolean("ok");
    result.code = boundedText(reader, "code", 0, kLongestName);
    result.message = boundedText(reader, "message", 0, kLongestDetail);
    result.result = objectText(reader, "result", kLongestResult);
    TWINSET_TRY(reader.finish());
    return Body(std::move(result));
}

base::Json resyncToJson(const Resync& resync) {
    return {{"phone", resync.phone.text()}, {"tip", tipToJson(resync.tip)}};
}

base::Result<Body> resyncFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "resync");
    Resync resync;
    resync.phone = reader.id<base::PhoneId>("phone");
    const base::Json& tip = reader.any("tip");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(resync.tip, readTip(tip));
    return Body(std::move(resync));
}

base::Json incidentToJson(const Incident& incident, const TextBudget& budget) {
    base::Json json = base::Json::object();
    json["at"] = base::formatTimestamp(incident.at);
    json["code"] = incident.code;
    json["phone"] = incident.phone ? incident.phone->text() : std::string();
    json["detail"] = cutText(incident.detail, budget.detail);
    return json;
}

base::Result<Body> incidentFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "incident");
    Incident incident;
    incident.at = reader.time("at");
    incident.code = reader.text("code");
    if (std::find(incident::kCodes.begin(), incident::kCodes.end(), incident.code) == incident::kCodes.end())
        reader.fail("code", "'" + cutText(incident.code, kLongestName) + "' is not a code that is known here");
    if (const auto phone = reader.text("phone"); !phone.empty()) {
        auto parsed = base::PhoneId::parse(cutText(phone, kLongestLabel));
        if (!parsed)
            reader.fail("phone", parsed.error().message);
        else
            incident.phone = std::move(*parsed);
    }
    incident.detail = boundedText(reader, "detail", 0, kLongestDetail);
    TWINSET_TRY(reader.finish());
    return Body(std::move(incident));
}

base::Json receiptToJson(const SignedReceipt& receipt) {
    return {{"receipt", base::toBase64Url(receipt.receipt)}, {"signature", base::toBase64Url(receipt.signature)}};
}

base::Result<Body> receiptFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "policy_receipt");
    SignedReceipt receipt;
    receipt.receipt = boundedBytes(reader, "receipt", 1, kLongestPolicyReceipt);
    receipt.signature = boundedBytes(reader, "signature", 1, kLongestHandsetSignature);
    TWINSET_TRY(reader.finish());
    return Body(std::move(receipt));
}

}  // namespace fleet::protocol
