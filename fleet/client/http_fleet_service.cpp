#include "fleet/client/http_fleet_service.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/client/https_exchange.h"
#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

using base::ErrorCode;

class HttpChunks final : public images::ChunkSink {
public:
    explicit HttpChunks(HttpsExchange& exchange) : m_exchange(exchange) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        base::Json asked = base::Json::array();
        for (const auto& id : ids) asked.push_back(id.hex());
        TWINSET_ASSIGN(const auto json,
                       m_exchange.post("/v1/chunks/missing", base::Json{{"ids", std::move(asked)}}.dump()));
        base::ObjectReader reader(json, "missing");
        std::vector<images::ChunkId> absent;
        for (const auto& text : reader.texts("missing")) {
            TWINSET_ASSIGN(absent.emplace_back(), base::Digest::fromHex(text));
        }
        TWINSET_TRY(reader.finish());
        return absent;
    }

    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        base::Bytes frames;
        for (const auto& chunk : chunks) protocol::appendFrame(frames, chunk.id, chunk.blob);
        const auto stored = m_exchange.post("/v1/chunks/store", frames);
        if (!stored) return stored.error();
        return {};
    }

private:
    HttpsExchange& m_exchange;
};

base::Result<FeedPage> readFeedPage(const base::Json& json) {
    base::ObjectReader reader(json, "feed");
    FeedPage page;
    page.revision = reader.integer("revision", 0, INT64_MAX);
    page.complete = reader.boolean("complete");
    reader.array("entries", [&](const base::Json& element) -> base::Result<void> {
        base::ObjectReader entry(element, "entry");
        page.entries.push_back({entry.integer("revision", 0, INT64_MAX), entry.text("kind"), entry.text("id")});
        return entry.finish();
    });
    TWINSET_TRY(reader.finish());
    return page;
}

class HttpFleetService final : public FleetService {
public:
    explicit HttpFleetService(std::unique_ptr<HttpsExchange> exchange)
        : m_exchange(std::move(exchange)), m_chunks(*m_exchange) {}

    base::Result<base::Json> call(std::string_view verb, const base::Json& arguments) override {
        const auto body = arguments.is_null() ? std::string("{}")
                                              : arguments.dump(-1, ' ', false, base::Json::error_handler_t::replace);
        return m_exchange->post("/v1/verbs/" + std::string(verb), body);
    }

    base::Result<FeedPage> feed(std::int64_t revision, base::Duration wait) override {
        const auto bounded = std::clamp(wait, base::Duration(0), base::Duration(std::chrono::seconds(30)));
        TWINSET_ASSIGN(const auto json, m_exchange->get("/v1/feed?revision=" + std::to_string(revision) +
                                                        "&waitMs=" + std::to_string(bounded.count())));
        return readFeedPage(json);
    }

    images::ChunkSink& chunks() override { return m_chunks; }

private:
    std::unique_ptr<HttpsExchange> m_exchange;
    HttpChunks m_chunks;
};

}  // namespace

base::Result<std::unique_ptr<FleetService>> createHttpFleetService(HttpFleetServiceOptions options) {
    if (options.host.empty() || options.port == 0) return {ErrorCode::InvalidInput, "name the gateway's host and port"};
    auto fingerprint = options.authorityPem.empty() ? base::Digest::fromHex(options.authorityFingerprint)
                                                    : fingerprintOfPem(options.authorityPem);
    if (!fingerprint)
        return {ErrorCode::InvalidInput,
                "the fingerprint of the gateway's certificate authority is 64 hexadecimal digits; twinsetd prints it "
                "when it starts"};
    TWINSET_ASSIGN(auto exchange,
                   HttpsExchange::create(options.host, options.port, *fingerprint, std::move(options.token)));
    return std::unique_ptr<FleetService>(std::make_unique<HttpFleetService>(std::move(exchange)));
}

}  // namespace fleet
