#include "agent/operations/operation_record.h"

#include <nlohmann/json.hpp>

namespace agent {
namespace {

using base::Json;
using base::ObjectReader;

Json requestToJson(const fleet::protocol::Operation& request) {
    return {{"operation", request.operation.text()},
            {"kind", request.kind},
            {"phone", request.phone.text()},
            {"arguments", request.arguments},
            {"expiresAt", base::formatTimestamp(request.expiresAt)}};
}

base::Result<fleet::protocol::Operation> readRequest(const Json& json) {
    ObjectReader reader(json, "request");
    fleet::protocol::Operation request;
    request.operation = reader.id<base::OperationId>("operation");
    request.kind = reader.text("kind");
    request.phone = reader.id<base::PhoneId>("phone");
    request.arguments = reader.text("arguments");
    request.expiresAt = reader.time("expiresAt");
    TWINSET_TRY(reader.finish());
    return request;
}

base::Result<Promise> readPromise(const Json& json) {
    ObjectReader reader(json, "promise");
    Promise promise{{reader.text("checkpoint"), reader.digest("root")}, reader.text("result"), reader.text("message")};
    TWINSET_TRY(reader.finish());
    return promise;
}

base::Result<fleet::protocol::OperationResult> readResult(const Json& json, const base::OperationId& id) {
    ObjectReader reader(json, "result");
    fleet::protocol::OperationResult result{id, reader.boolean("ok"), reader.text("code"), reader.text("message"),
                                            reader.text("result")};
    TWINSET_TRY(reader.finish());
    return result;
}

}  // namespace

base::Bytes writeOperationRecord(const OperationRecord& record) {
    Json json{{"format", 1},
              {"request", requestToJson(record.request)},
              {"receivedAt", base::formatTimestamp(record.receivedAt)},
              {"state", static_cast<int>(record.state)},
              {"attempts", record.attempts},
              {"acknowledged", record.acknowledged}};
    if (record.begunAt) json["begunAt"] = base::formatTimestamp(*record.begunAt);
    if (record.promise)
        json["promise"] = {{"checkpoint", record.promise->checkpoint.name},
                           {"root", record.promise->checkpoint.root.hex()},
                           {"result", record.promise->result},
                           {"message", record.promise->message}};
    if (record.result)
        json["result"] = {{"ok", record.result->ok},
                          {"code", record.result->code},
                          {"message", record.result->message},
                          {"result", record.result->result}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

base::Result<OperationRecord> readOperationRecord(base::BytesView bytes) {
    TWINSET_ASSIGN(const auto json, base::parseJson(bytes));
    OperationRecord record;
    ObjectReader reader(json, "operation");
    reader.integer("format", 1, 1);
    TWINSET_ASSIGN(record.request, readRequest(reader.any("request")));
    record.receivedAt = reader.time("receivedAt");
    record.state = static_cast<OperationState>(reader.integer("state", 0, 2));
    record.attempts = static_cast<int>(reader.integer("attempts", 0, 1'000'000));
    record.acknowledged = reader.boolean("acknowledged");
    if (reader.has("begunAt")) record.begunAt = reader.time("begunAt");
    if (reader.has("promise")) {
        TWINSET_ASSIGN(record.promise, readPromise(reader.any("promise")));
    }
    if (reader.has("result")) {
        TWINSET_ASSIGN(record.result, readResult(reader.any("result"), record.request.operation));
    }
    TWINSET_TRY(reader.finish());
    return record;
}

}  // namespace agent
