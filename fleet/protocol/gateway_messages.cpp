// What the gateway says: welcome, desired, operation, operation_cancel, and the ack that both ends use.
//
// Envelope and desired state travel as base64url of their exact bytes, not as nested JSON: the signature is over bytes, and no JSON
// library promises to write back the bytes it read.
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/message_bodies.h"
#include "fleet/protocol/policy_envelope.h"

namespace fleet::protocol {
namespace {

constexpr std::size_t kSignatureBytes = 64;

}  // namespace

base::Json welcomeToJson(const Welcome& welcome) {
    base::Json json = base::Json::object();
    json["serverTime"] = base::formatTimestamp(welcome.serverTime);
    json["handsetName"] = cutText(welcome.handsetName, kLongestLabel);
    return json;
}

base::Result<Body> welcomeFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "welcome");
    Welcome welcome;
    welcome.serverTime = reader.time("serverTime");
    welcome.handsetName = boundedText(reader, "handsetName", 0, kLongestLabel);
    TWINSET_TRY(reader.finish());
    return Body(std::move(welcome));
}

base::Json desiredToJson(const Desired& desired) {
    base::Json json = base::Json::object();
    json["envelope"] = base::toBase64Url(desired.envelope);
    json["document"] = base::toBase64Url(desired.document);
    json["signature"] = base::toBase64Url(desired.signature);
    return json;
}

base::Result<Body> desiredFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "desired");
    Desired desired;
    desired.envelope = boundedBytes(reader, "envelope", 1, kLongestEnvelope);
    desired.document = boundedBytes(reader, "document", 1, kLongestDesiredState);
    desired.signature = boundedBytes(reader, "signature", 1, kSignatureBytes);
    TWINSET_TRY(reader.finish());
    return Body(std::move(desired));
}

base::Json operationToJson(const Operation& operation) {
    base::Json json = base::Json::object();
    json["operation"] = operation.operation.text();
    json["kind"] = operation.kind;
    json["phone"] = operation.phone.text();
    json["arguments"] = operation.arguments;
    json["expiresAt"] = base::formatTimestamp(operation.expiresAt);
    return json;
}

base::Result<Body> operationFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "operation");
    Operation operation;
    operation.operation = reader.id<base::OperationId>("operation");
    operation.kind = nameText(reader, "kind");
    operation.phone = reader.id<base::PhoneId>("phone");
    operation.arguments = objectText(reader, "arguments", kLongestObject);
    operation.expiresAt = reader.time("expiresAt");
    TWINSET_TRY(reader.finish());
    return Body(std::move(operation));
}

base::Json cancelToJson(const OperationCancel& cancel) {
    base::Json json = base::Json::object();
    json["operation"] = cancel.operation.text();
    return json;
}

base::Result<Body> cancelFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "operation_cancel");
    OperationCancel cancel{reader.id<base::OperationId>("operation")};
    TWINSET_TRY(reader.finish());
    return Body(std::move(cancel));
}

base::Json ackToJson(const Ack& ack) {
    base::Json json = base::Json::object();
    json["message"] = ack.message;
    return json;
}

base::Result<Body> ackFromJson(const base::Json& json) {
    base::ObjectReader reader(json, "ack");
    Ack ack{nameText(reader, "message")};
    TWINSET_TRY(reader.finish());
    return Body(std::move(ack));
}

}  // namespace fleet::protocol
