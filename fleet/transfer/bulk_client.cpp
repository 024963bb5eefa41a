#include "fleet/transfer/bulk_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fleet/protocol/bulk.h"
#include "fleet/transfer/bulk_connection.h"
#include "fleet/transfer/bulk_limits.h"
#include "fleet/transfer/transfer_tls.h"

namespace fleet {
namespace {

constexpr char kJson[] = "application/json";
constexpr std::size_t kMostAnswerBytes = 24 * 1024 * 1024;
constexpr std::size_t kMostKeysBytes = 4096;
constexpr std::size_t kMostBootListBytes = 32 * 1024;

base::Result<base::Json> postJson(BulkConnection& connection, const std::string& path, const base::Json& request, std::size_t most) {
    TWINSET_ASSIGN(const base::Bytes answer, connection.post(path, kJson, request.dump(), most));
    auto json = base::parseJson(answer, most);
    if (!json) return {base::ErrorCode::Unavailable, "the gateway's answer cannot be read: " + json.error().message};
    return json;
}

base::Json hexList(const std::vector<images::ChunkId>& ids) {
    base::Json list = base::Json::array();
    for (const auto& id : ids) list.push_back(id.hex());
    return list;
}

class RemoteChunkSource final : public images::ChunkSource {
public:
    RemoteChunkSource(BulkConnection& connection, base::Json scope) : m_connection(connection), m_scope(std::move(scope)) {}

    base::Result<std::vector<base::Bytes>> fetch(const std::vector<images::ChunkId>& ids) override {
        std::vector<base::Bytes> blobs;
        for (std::size_t at = 0; at < ids.size(); at += kMostIdsFetched) {
            const std::vector<images::ChunkId> some(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                                    ids.begin() + static_cast<std::ptrdiff_t>(std::min(at + kMostIdsFetched, ids.size())));
            TWINSET_TRY(fetchSome(some, blobs));
        }
        return blobs;
    }

private:
    base::Result<void> fetchSome(const std::vector<images::ChunkId>& ids, std::vector<base::Bytes>& blobs) {
        base::Json request = base::Json::object();
        request["scope"] = m_scope;
        request["ids"] = hexList(ids);
        TWINSET_ASSIGN(const base::Bytes answer, m_connection.post("/v1/chunks/fetch", kJson, request.dump(), kMostAnswerBytes));
        std::size_t taken = 0;
        auto frames = protocol::readWholeFrames(answer, taken);
        for (std::size_t i = 0; i < frames.size(); ++i)
            if (i >= ids.size() || frames[i].id != ids[i])
                return {base::ErrorCode::Corrupt, "the gateway sent other chunks than those that were asked for"};
        if (frames.size() < ids.size() || taken < answer.size())
            return {base::ErrorCode::Unavailable, "the answer of the gateway broke off"};
        for (auto& frame : frames) {
            if (!frame.blob.empty())
                blobs.push_back(std::move(frame.blob));
            else if (ids.size() > 1)
                TWINSET_TRY(fetchSome({frame.id}, blobs));  // alone, its error says why
            else
                return {base::ErrorCode::NotFound, "the gateway cannot read chunk " + frame.id.hex()};
        }
        return {};
    }

    BulkConnection& m_connection;
    const base::Json m_scope;
};

class RemoteChunkSink final : public images::ChunkSink {
public:
    RemoteChunkSink(BulkConnection& connection, base::PhoneId phone)
        : m_connection(connection), m_phone(std::move(phone)) {}

    base::Result<std::vector<images::ChunkId>> missing(const std::vector<images::ChunkId>& ids) override {
        base::Json request = base::Json::object();
        request["phone"] = m_phone.text();
        request["ids"] = hexList(ids);
        TWINSET_ASSIGN(const base::Json json, postJson(m_connection, "/v1/chunks/missing", request, kMostAnswerBytes));
        base::ObjectReader reader(json, "answer");
        std::vector<images::ChunkId> absent;
        for (const auto& text : reader.texts("missing")) {
            TWINSET_ASSIGN(const images::ChunkId id, images::ChunkId::fromHex(text));
            absent.push_back(id);
        }
        TWINSET_TRY(reader.finish());
        return absent;
    }

    base::Result<void> store(const std::vector<images::EncodedChunk>& chunks) override {
        base::Bytes body;
        protocol::appendPhone(body, m_phone);
        for (const auto& chunk : chunks) protocol::appendFrame(body, chunk.id, chunk.blob);
        const auto answer = m_connection.post("/v1/chunks/store", "application/octet-stream", body, kMostKeysBytes);
        if (!answer) return answer.error();
        return {};
    }

private:
    BulkConnection& m_connection;
    const base::PhoneId m_phone;
};

class PocoBulkClient final : public BulkClient {
public:
    PocoBulkClient(const BulkClientOptions& options, const Poco::Net::Context::Ptr& context)
        : m_connection(options.host, options.port, context) {}

    void waitOnlyWhile(std::function<bool()> wanted) override { m_connection.waitOnlyWhile(std::move(wanted)); }

    base::Result<FetchedManifest> fetchRelease(const base::Digest& manifest) override {
        TWINSET_ASSIGN(const base::Json json,
                       postJson(m_connection, "/v1/releases/fetch", {{"manifest", manifest.hex()}}, kMostAnswerBytes));
        base::ObjectReader reader(json, "answer");
        FetchedManifest fetched;
        fetched.manifest.bytes = reader.base64("manifest");
        fetched.manifest.signature = reader.base64("signature");
        for (const auto& text : reader.texts("releaseKeys")) {
            TWINSET_ASSIGN(base::Bytes key, base::fromBase64Url(text));
            fetched.releaseKeys.push_back(std::move(key));
        }
        TWINSET_TRY(reader.finish());
        if (fetched.manifest.digest() != manifest)
            return {base::ErrorCode::Corrupt, "the gateway sent another release than the one that was asked for"};
        return fetched;
    }

    base::Result<images::ChunkKeys> fetchPhoneKeys(const base::PhoneId& phone) override {
        TWINSET_ASSIGN(const base::Json json, postJson(m_connection, "/v1/phones/keys", {{"phone", phone.text()}}, kMostKeysBytes));
        base::ObjectReader reader(json, "answer");
        images::ChunkKeys keys{base::Secret(reader.base64("idKey")), base::Secret(reader.base64("encryptionKey"))};
        TWINSET_TRY(reader.finish());
        return keys;
    }

    base::Result<void> storeBootList(const base::PhoneId& phone, const images::ChunkId& root, const images::ChunkNumbers& chunks) override {
        const base::Json request{{"phone", phone.text()}, {"root", root.hex()}, {"chunks", images::bootListJson(chunks)}};
        const auto answer = m_connection.post("/v1/phones/boot-list/store", kJson, request.dump(), kMostKeysBytes);
        if (!answer) return answer.error();
        return {};
    }

    base::Result<images::ChunkNumbers> fetchBootList(const base::PhoneId& phone) override {
        TWINSET_ASSIGN(const base::Json json,
                       postJson(m_connection, "/v1/phones/boot-list/fetch", {{"phone", phone.text()}}, kMostBootListBytes));
        base::ObjectReader reader(json, "answer");
        auto chunks = images::readBootList(reader, "chunks");
        TWINSET_TRY(reader.finish());
        return chunks;
    }

    base::Result<protocol::OwnerBackupAnswer> ownerBackup(const protocol::OwnerBackupRequest& request) override {
        TWINSET_ASSIGN(const base::Json json, postJson(m_connection, "/v1/owner-backup",
                                                       protocol::ownerBackupRequestToJson(request), kMostAnswerBytes));
        return protocol::ownerBackupAnswerFromJson(json);
    }

    base::Result<void> sendReceipt(const protocol::WipeReceipt& receipt) override {
        const std::string body = protocol::wipeReceiptToJson(receipt).dump(-1, ' ', false, base::Json::error_handler_t::replace);
        const auto answer = m_connection.post("/v1/orders/receipt", kJson, body, kMostKeysBytes);
        if (!answer) return answer.error();
        return {};
    }

    std::unique_ptr<images::ChunkSource> releaseChunks(const base::Digest& manifest) override {
        return std::make_unique<RemoteChunkSource>(m_connection, base::Json{{"release", manifest.hex()}});
    }
    std::unique_ptr<images::ChunkSource> phoneChunks(const base::PhoneId& phone) override {
        return std::make_unique<RemoteChunkSource>(m_connection, base::Json{{"phone", phone.text()}});
    }
    std::unique_ptr<images::ChunkSink> phoneSink(const base::PhoneId& phone) override {
        return std::make_unique<RemoteChunkSink>(m_connection, phone);
    }

private:
    BulkConnection m_connection;
};

}  // namespace

base::Result<std::unique_ptr<BulkClient>> createBulkClient(const BulkClientOptions& options) {
    TWINSET_ASSIGN(const Poco::Net::Context::Ptr context,
                   clientTransferTls(options.host, options.certificatePem, options.privateKeyPem, options.authorityPem));
    return std::unique_ptr<BulkClient>(std::make_unique<PocoBulkClient>(options, context));
}

}  // namespace fleet
