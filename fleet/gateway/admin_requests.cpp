#include "fleet/gateway/admin_requests.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/gateway/checked_chunk_store.h"
#include "fleet/gateway/verb.h"
#include "fleet/gateway/verbs/verbs.h"
#include "fleet/gateway/version.h"
#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

using base::ErrorCode;

constexpr std::string_view kVerbPrefix = "/v1/verbs/";
constexpr std::size_t kMostVerbBytes = 16 * 1024 * 1024;
constexpr std::size_t kMostMissingIds = 4096;

AdminAnswer answerOf(const base::Result<base::Json>& result) {
    if (!result) return {protocol::httpStatusFor(result.error().code), protocol::writeHttpError(result.error())};
    return {200, result->dump(-1, ' ', false, base::Json::error_handler_t::replace)};
}

base::Result<std::int64_t> numberIn(const std::string& text, std::int64_t most, const char* name) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0 || value > most)
        return {ErrorCode::InvalidInput,
                std::string(name) + ": expected a whole number from 0 to " + std::to_string(most)};
    return value;
}

base::Result<base::Json> noSuchPath(const AdminRequest& request) {
    return {ErrorCode::NotFound, "there is nothing at " + request.method + " " + request.path.substr(0, 200)};
}

}  // namespace

std::size_t AdminRequests::bodyLimit(const std::string& path) {
    return path == "/v1/chunks/store" ? protocol::kMostFrameBytes : kMostVerbBytes;
}

AdminAnswer AdminRequests::answer(const AdminRequest& request) {
    if (request.path == "/healthz" && request.method == "GET")
        return answerOf(base::Json{{"status", "ok"}, {"version", kVersion}});
    if (request.path == std::string(kVerbPrefix) + "operator_login" && request.method == "POST") {
        const auto arguments = base::parseJson(request.body, kMostVerbBytes);
        if (!arguments) return answerOf(arguments);
        return answerOf(verbs::operatorLogin(m_gateway.context(), Caller{}, *arguments));
    }
    const auto caller = request.token.empty() ? base::Result<Caller>(ErrorCode::Denied, "log in first (operator_login)")
                                              : m_gateway.context().signIn.authenticate(request.token);
    if (!caller) {
        auto refused = answerOf(caller.error());
        if (caller.error().code == ErrorCode::Denied) refused.status = 401;
        return refused;
    }
    return answerOf(route(request, *caller));
}

base::Result<base::Json> AdminRequests::route(const AdminRequest& request, const Caller& caller) {
    if (request.method == "POST" && request.path.starts_with(kVerbPrefix)) {
        TWINSET_ASSIGN(const auto arguments,
                       base::parseJson(request.body.empty() ? "{}" : request.body, kMostVerbBytes));
        return runVerb(m_gateway.context(), caller, request.path.substr(kVerbPrefix.size()), arguments);
    }
    if (caller.mustChangePassword)
        return {ErrorCode::Denied, "change the one-time password first (operator_password_change)"};
    if (request.method == "GET" && request.path == "/v1/feed") return feed(request);
    if (request.method == "POST" && request.path == "/v1/chunks/missing") return missingChunks(request, caller);
    if (request.method == "POST" && request.path == "/v1/chunks/store") return storeChunks(request, caller);
    return noSuchPath(request);
}

base::Result<base::Json> AdminRequests::feed(const AdminRequest& request) {
    TWINSET_ASSIGN(const auto revision,
                   numberIn(request.revision.empty() ? "0" : request.revision, INT64_MAX, "revision"));
    TWINSET_ASSIGN(const auto wait, numberIn(request.waitMs.empty() ? "0" : request.waitMs, 30'000, "waitMs"));
    struct Counted {
        std::atomic<int>& count;
        ~Counted() { --count; }
    };
    const bool tooMany = ++m_longPolls > m_mostLongPolls && wait > 0;
    const Counted counted{m_longPolls};
    if (tooMany) return {ErrorCode::Unavailable, "too many wait for changes just now: ask again in some seconds"};
    TWINSET_ASSIGN(const auto page, m_gateway.context().catalog.feed(revision, base::Duration(wait)));
    base::Json entries = base::Json::array();
    for (const auto& entry : page.entries)
        entries.push_back({{"revision", entry.revision}, {"kind", entry.kind}, {"id", entry.id}});
    return base::Json{{"revision", page.revision}, {"complete", page.complete}, {"entries", std::move(entries)}};
}

base::Result<base::Json> AdminRequests::missingChunks(const AdminRequest& request, const Caller& caller) {
    TWINSET_TRY(mayStoreChunks(caller));
    TWINSET_ASSIGN(const auto json, base::parseJson(request.body));
    base::ObjectReader reader(json, "missing");
    std::vector<images::ChunkId> ids;
    for (const auto& text : reader.texts("ids")) {
        const auto id = base::Digest::fromHex(text);
        if (!id)
            reader.fail("ids", "expected 64 hexadecimal digits");
        else
            ids.push_back(*id);
    }
    if (ids.size() > kMostMissingIds) reader.fail("ids", "expected at most 4,096");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto missing, m_gateway.context().store.missing(ids));
    base::Json answer = base::Json::array();
    for (const auto& id : missing) answer.push_back(id.hex());
    return base::Json{{"missing", std::move(answer)}};
}

base::Result<base::Json> AdminRequests::storeChunks(const AdminRequest& request, const Caller& caller) {
    TWINSET_TRY(mayStoreChunks(caller));
    TWINSET_ASSIGN(auto frames, protocol::readFrames(request.body));
    std::vector<images::EncodedChunk> chunks;
    for (auto& frame : frames) chunks.push_back({frame.id, std::move(frame.blob)});
    CheckedChunkStore releaseChunks(m_gateway.context().store, images::ChunkCodec(images::ChunkKeys{}));
    TWINSET_TRY(releaseChunks.store(chunks));
    return base::Json::object();
}

}  // namespace fleet
