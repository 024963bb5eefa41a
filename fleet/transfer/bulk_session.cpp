#include "fleet/transfer/bulk_session.h"

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "fleet/authority/openssl_pem.h"

namespace fleet {
namespace {

using Clock = std::chrono::steady_clock;
using Poco::Net::HTTPResponse;

constexpr auto kBodyTime = std::chrono::seconds(60);
/// A body over its bounds is read and forgotten up to here, so that its sender gets to read why it was refused.
constexpr std::size_t kMostForgottenBytes = 16 * 1024 * 1024;

std::string fingerprintOf(Poco::Net::HTTPServerRequest& request) {
    auto& implementation = dynamic_cast<Poco::Net::HTTPServerRequestImpl&>(request);
    Poco::Net::SecureStreamSocket socket(implementation.socket());
    if (!socket.havePeerCertificate()) return {};
    return base::Digest::of(openssl::certificateToDer(*socket.peerCertificate().certificate())).hex();
}

base::Result<base::Bytes> readBody(std::istream& stream, std::size_t most) {
    const auto deadline = Clock::now() + kBodyTime;
    base::Bytes body, piece(64 * 1024, '\0');
    std::size_t total = 0;
    while (stream) {
        stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        total += static_cast<std::size_t>(stream.gcount());
        if (total <= most) body.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
        if (total > kMostForgottenBytes || Clock::now() > deadline) break;
    }
    if (total > most)
        return {base::ErrorCode::InvalidInput, "the request is longer than " + base::humanSize({most}) + ": send it in parts"};
    if (stream) return {base::ErrorCode::Timeout, "the request took too long to arrive"};
    return body;
}

base::Result<BulkRequest> letIn(const BulkEndpoint& endpoint, std::string fingerprint, HandsetGate& gate) {
    BulkRequest request;
    request.fingerprint = std::move(fingerprint);
    if (endpoint.access == BulkAccess::Anyone) return request;
    if (request.fingerprint.empty())
        return {base::ErrorCode::Denied, "this needs the handset's certificate: enrol the handset first"};
    if (endpoint.access == BulkAccess::CertificateHolder) return request;
    const auto admitted = gate.admit(request.fingerprint);
    if (const auto* refusal = std::get_if<protocol::Refusal>(&admitted))
        return {base::ErrorCode::Denied, "the handset is refused (" + refusal->reason + "): " + refusal->message};
    request.handset = std::get<base::HandsetId>(admitted);
    return request;
}

class BulkSession final : public Poco::Net::HTTPRequestHandler {
public:
    explicit BulkSession(BulkServices& services) : m_services(services) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
        try {
            const auto answer = answerTo(request);
            if (answer)
                write(response, HTTPResponse::HTTP_OK, *answer);
            else
                write(response, static_cast<HTTPResponse::HTTPStatus>(protocol::httpStatusFor(answer.error().code)),
                      jsonAnswer(protocol::writeHttpError(answer.error())));
        } catch (const std::exception& error) {
            base::logDebug(std::string("a bulk request broke off: ") + error.what());
        }
    }

private:
    base::Result<BulkAnswer> answerTo(Poco::Net::HTTPServerRequest& request) {
        const auto endpoint = std::find_if(kBulkEndpoints.begin(), kBulkEndpoints.end(),
                                           [&](const BulkEndpoint& candidate) { return candidate.path == request.getURI(); });
        const std::size_t most = endpoint == kBulkEndpoints.end() ? 0 : endpoint->mostBytes;
        auto body = readBody(request.stream(), most);
        if (endpoint == kBulkEndpoints.end())
            return {base::ErrorCode::NotFound, "there is nothing at this address of the gateway"};
        if (request.getMethod() != "POST") return {base::ErrorCode::InvalidInput, "use POST"};
        TWINSET_ASSIGN(BulkRequest admitted, letIn(*endpoint, fingerprintOf(request), m_services.gate));
        if (!body) return body.error();
        admitted.body = std::move(body).value();
        admitted.broken = request.hasContentLength() &&
                          admitted.body.size() < static_cast<std::uint64_t>(request.getContentLength64());
        if (admitted.broken && !endpoint->takesBroken)
            return {base::ErrorCode::InvalidInput, "the connection broke inside the request"};
        return endpoint->handle(admitted, m_services);
    }

    static void write(Poco::Net::HTTPServerResponse& response, HTTPResponse::HTTPStatus status, const BulkAnswer& answer) {
        const bool empty = answer.body.empty();
        response.setStatusAndReason(empty && status == HTTPResponse::HTTP_OK ? HTTPResponse::HTTP_NO_CONTENT : status);
        if (!empty) response.setContentType(answer.contentType);
        response.sendBuffer(answer.body.data(), answer.body.size());
    }

    BulkServices& m_services;
};

}  // namespace

Poco::Net::HTTPRequestHandler* BulkSessionFactory::createRequestHandler(const Poco::Net::HTTPServerRequest&) {
    return new BulkSession(m_services);
}

}  // namespace fleet
