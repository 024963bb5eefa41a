#include "fleet/gateway/admin_server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>
#include <openssl/ssl.h>

#include <array>

#include "base/log.h"
#include "fleet/authority/openssl_pem.h"
#include "fleet/gateway/admin_requests.h"
#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

using base::ErrorCode;
using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

constexpr int kReadTimeoutSeconds = 10;
constexpr auto kRequestDeadline = std::chrono::seconds(60);

/// The body, or InvalidInput when it is longer than `limit`, or Timeout when it comes too slowly.
base::Result<base::Bytes> readBody(HTTPServerRequest& request, std::size_t limit) {
    const base::SystemClock clock;
    const auto start = clock.monotonic();
    const base::Error tooLong{ErrorCode::InvalidInput, "the request is longer than " + base::humanSize({limit})};
    if (request.hasContentLength() && request.getContentLength64() > static_cast<Poco::Int64>(limit)) return tooLong;
    base::Bytes body;
    std::array<char, 64 * 1024> buffer{};
    auto& stream = request.stream();
    while (stream) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        if (body.size() > limit) return tooLong;
        if (clock.monotonic() - start > kRequestDeadline) return {ErrorCode::Timeout, "the request came too slowly"};
    }
    return body;
}

AdminRequest describe(const HTTPServerRequest& request) {
    AdminRequest described;
    described.method = request.getMethod();
    const Poco::URI uri(request.getURI());
    described.path = uri.getPath();
    for (const auto& [name, value] : uri.getQueryParameters()) {
        if (name == "revision") described.revision = value;
        if (name == "waitMs") described.waitMs = value;
    }
    const auto authorization = request.get("Authorization", "");
    constexpr std::string_view kBearer = "Bearer ";
    if (authorization.starts_with(kBearer)) described.token = authorization.substr(kBearer.size());
    return described;
}

void send(HTTPServerResponse& response, const AdminAnswer& answer) {
    response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answer.status));
    response.setContentType("application/json");
    response.set("Cache-Control", "no-store");
    response.setKeepAlive(false);
    response.sendBuffer(answer.body.data(), answer.body.size());
}

AdminAnswer failed(const base::Error& error) {
    return {protocol::httpStatusFor(error.code), protocol::writeHttpError(error)};
}

class AdminHandler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit AdminHandler(AdminRequests& requests) : m_requests(requests) {}

    void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
        try {
            auto described = describe(request);
            auto body = readBody(request, AdminRequests::bodyLimit(described.path));
            if (!body) return send(response, failed(body.error()));
            described.body = std::move(*body);
            send(response, m_requests.answer(described));
        } catch (const Poco::SyntaxException&) {
            send(response, failed({ErrorCode::InvalidInput, "the address is damaged"}));
        } catch (const Poco::Exception& error) {
            base::logDebug("an admin request ended early: " + error.displayText());
        }
    }

private:
    AdminRequests& m_requests;
};

class AdminHandlerFactory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit AdminHandlerFactory(AdminRequests& requests) : m_requests(requests) {}
    Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
        return new AdminHandler(m_requests);
    }

private:
    AdminRequests& m_requests;
};

/// A context with the identity put in from memory, so that the server's key never lies in a file.
base::Result<Poco::Net::Context::Ptr> contextFor(const ServerIdentity& identity) {
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_NONE;
    params.loadDefaultCAs = false;
    Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::SERVER_USE, params);
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    context->enableSessionCache(false, "twinset-admin");  // without the name, clients that resume are turned away
    SSL_CTX* ssl = context->sslContext();
    const auto chain = openssl::certificatesFromPem(identity.certificatePem);
    const auto key = openssl::keyFromPem(identity.privateKeyPem.reveal());
    bool good = !chain.empty() && key && SSL_CTX_use_certificate(ssl, chain.front().get()) == 1 &&
                SSL_CTX_use_PrivateKey(ssl, key.get()) == 1;
    for (std::size_t i = 1; good && i < chain.size(); ++i) good = SSL_CTX_add1_chain_cert(ssl, chain[i].get()) == 1;
    if (!good) return openssl::failure("cannot use the gateway's certificate");
    return context;
}

Poco::Net::HTTPServerParams::Ptr paramsFor(const AdminServerOptions& options) {
    Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
    params->setMaxThreads(options.threads);
    params->setMaxQueued(128);
    params->setTimeout(Poco::Timespan(kReadTimeoutSeconds, 0));
    params->setKeepAlive(false);
    return params;
}

class PocoAdminServer final : public AdminServer {
public:
    PocoAdminServer(const AdminServerOptions& options, const Poco::Net::SecureServerSocket& socket, Gateway& gateway)
        : m_gateway(gateway),
          m_requests(gateway, options.longPolls),
          m_pool(1, options.threads),
          m_port(socket.address().port()),
          m_server(new AdminHandlerFactory(m_requests), m_pool, socket, paramsFor(options)) {
        m_server.start();
    }

    ~PocoAdminServer() override {
        m_gateway.context().catalog.stopWaiting();
        m_server.stopAll(true);
        m_pool.joinAll();
    }

    [[nodiscard]] std::uint16_t port() const override { return m_port; }

private:
    Gateway& m_gateway;
    AdminRequests m_requests;
    Poco::ThreadPool m_pool;
    std::uint16_t m_port;
    Poco::Net::HTTPServer m_server;
};

}  // namespace

base::Result<std::unique_ptr<AdminServer>> startAdminServer(const AdminServerOptions& options,
                                                            const ServerIdentity& identity, Gateway& gateway) {
    const auto where = options.address + ":" + std::to_string(options.port);
    try {
        Poco::Net::initializeSSL();
        TWINSET_ASSIGN(const auto context, contextFor(identity));
        Poco::Net::SecureServerSocket socket(context);
        // Without SO_REUSEPORT, which Poco would set: two gateways must not share a port.
        socket.bind(Poco::Net::SocketAddress(options.address, options.port), true, false);
        socket.listen(256);
        return std::unique_ptr<AdminServer>(std::make_unique<PocoAdminServer>(options, socket, gateway));
    } catch (const Poco::Net::NetException& error) {
        if (error.code() == EADDRINUSE || error.displayText().find("in use") != std::string::npos)
            return {ErrorCode::Conflict,
                    "the admin port " + where +
                        " is taken by another program: choose another with --admin-port, or 0 for any"};
        return {ErrorCode::Unavailable, "cannot listen on " + where + ": " + error.displayText()};
    } catch (const Poco::Exception& error) {
        return {ErrorCode::Unavailable, "cannot listen on " + where + ": " + error.displayText()};
    }
}

}  // namespace fleet
