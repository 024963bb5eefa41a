// The envelope of a message. JSON, because a frame in a log or a capture reads as what it says and the catalog keeps
// bodies as they came; CBOR was tried and saves a third of the bytes and no time. The body stands under "body" and not
// beside "type", so that a body's members can never collide with the envelope's.
#include <array>
#include <nlohmann/json.hpp>

#include "fleet/protocol/fields.h"
#include "fleet/protocol/message_bodies.h"

namespace fleet::protocol {
namespace {

struct TypeCodec {
    std::string_view type;
    base::Result<Body> (*read)(const base::Json&);
};

constexpr std::array kTypes{
    TypeCodec{"hello", helloFromJson},
    TypeCodec{"report", reportFromJson},
    TypeCodec{"operation_progress", progressFromJson},
    TypeCodec{"operation_result", resultFromJson},
    TypeCodec{"resync", resyncFromJson},
    TypeCodec{"incident", incidentFromJson},
    TypeCodec{"policy_receipt", receiptFromJson},
    TypeCodec{"welcome", welcomeFromJson},
    TypeCodec{"desired", desiredFromJson},
    TypeCodec{"operation", operationFromJson},
    TypeCodec{"operation_cancel", cancelFromJson},
    TypeCodec{"ack", ackFromJson},
};

constexpr std::array kBudgets{
    TextBudget{kLongestHealth, kLongestDetail, kLongestReadBack},
    TextBudget{4096, 1024, 128},
    TextBudget{1024, 256, 48},
    TextBudget{0, 64, 0},
};

struct BodyWriter {
    const TextBudget& budget;
    base::Json operator()(const Hello& body) const { return helloToJson(body); }
    base::Json operator()(const Report& body) const { return reportToJson(body, budget); }
    base::Json operator()(const OperationProgress& body) const { return progressToJson(body, budget); }
    base::Json operator()(const OperationResult& body) const { return resultToJson(body, budget); }
    base::Json operator()(const Resync& body) const { return resyncToJson(body); }
    base::Json operator()(const Incident& body) const { return incidentToJson(body, budget); }
    base::Json operator()(const SignedReceipt& body) const { return receiptToJson(body); }
    base::Json operator()(const Welcome& body) const { return welcomeToJson(body); }
    base::Json operator()(const Desired& body) const { return desiredToJson(body); }
    base::Json operator()(const Operation& body) const { return operationToJson(body); }
    base::Json operator()(const OperationCancel& body) const { return cancelToJson(body); }
    base::Json operator()(const Ack& body) const { return ackToJson(body); }
};

std::string writeWithin(const Message& message, const TextBudget& budget) {
    base::Json json = base::Json::object();
    json["type"] = kTypes[message.body.index()].type;
    json["id"] = message.id;
    json["body"] = std::visit(BodyWriter{budget}, message.body);
    return dumpText(json);
}

bool isMessageId(std::string_view id) {
    for (const char c : id)
        if (c <= ' ' || c >= 0x7F) return false;
    return id.size() <= kLongestName;
}

}  // namespace

static_assert(std::variant_size_v<Body> == kTypes.size(), "each body has its type, in the variant's order");

std::string writeMessage(const Message& message) {
    std::string text;
    for (const TextBudget& budget : kBudgets) {
        text = writeWithin(message, budget);
        if (text.size() <= kLongestMessage) break;
    }
    return text;
}

base::Result<Message> readMessage(std::string_view text) {
    TWINSET_ASSIGN(const base::Json json, base::parseJson(text, kLongestMessage));
    base::ObjectReader reader(json, "message");
    const std::string type = reader.text("type");
    std::string id = reader.text("id");
    if (!isMessageId(id)) reader.fail("id", "expected at most 64 printable characters without spaces");
    const base::Json& body = reader.any("body");
    TWINSET_TRY(reader.finish());
    for (const TypeCodec& codec : kTypes) {
        if (codec.type != type) continue;
        TWINSET_ASSIGN(Body read, codec.read(body));
        return Message{std::move(id), std::move(read)};
    }
    return {base::ErrorCode::InvalidInput, "message.type: '" + cutText(type, kLongestName) + "' is not a type that is known here"};
}

}  // namespace fleet::protocol
