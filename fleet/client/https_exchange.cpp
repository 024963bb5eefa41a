#include "fleet/client/https_exchange.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SSLManager.h>

#include <array>
#include <nlohmann/json.hpp>

#include "fleet/client/http_fleet_service.h"
#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

using base::ErrorCode;
using Poco::Net::HTTPRequest;

constexpr std::size_t kLongestAnswer = 64 * 1024 * 1024;
constexpr int kTimeoutSeconds = 120;
constexpr int kConnectSeconds = 10;

Poco::Net::Context::Ptr contextFor(AuthorityPin& pin) {
    Poco::Net::initializeSSL();
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_RELAXED;
    params.loadDefaultCAs = false;
    Poco::Net::Context::Ptr context = new Poco::Net::Context(Poco::Net::Context::CLIENT_USE, params);
    context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    context->enableExtendedCertificateVerification(false);
    pin.installIn(context->sslContext());
    return context;
}

base::Error noGateway(const std::string& where, const std::string& what) {
    return {ErrorCode::Unavailable,
            "what listens on " + where + " is no Twinset gateway (" + what + "): check host and admin port"};
}

class PocoHttpsExchange final : public HttpsExchange {
public:
    PocoHttpsExchange(const std::string& host, std::uint16_t port, const base::Digest& authority, base::Secret token)
        : m_host(host),
          m_port(port),
          m_where(host + ":" + std::to_string(port)),
          m_token(std::move(token)),
          m_authority(authority) {}

    base::Result<base::Json> post(const std::string& path, const base::Bytes& body) override {
        return exchange(HTTPRequest::HTTP_POST, path, body);
    }
    base::Result<base::Json> get(const std::string& pathAndQuery) override {
        return exchange(HTTPRequest::HTTP_GET, pathAndQuery, {});
    }

private:
    base::Result<base::Json> exchange(const std::string& method, const std::string& path, const base::Bytes& body) {
        AuthorityPin pin(m_authority);  // one a connection: what it saw is of that connection
        try {
            Poco::Net::HTTPSClientSession session(m_host, m_port, contextFor(pin));
            session.setTimeout(Poco::Timespan(kConnectSeconds, 0), Poco::Timespan(kTimeoutSeconds, 0),
                               Poco::Timespan(kTimeoutSeconds, 0));
            HTTPRequest request(method, path, HTTPRequest::HTTP_1_1);
            request.setContentType("application/json");
            if (method == HTTPRequest::HTTP_POST) request.setContentLength64(static_cast<Poco::Int64>(body.size()));
            if (!m_token.empty()) request.set("Authorization", "Bearer " + std::string(m_token.reveal()));
            session.sendRequest(request).write(body.data(), static_cast<std::streamsize>(body.size()));
            Poco::Net::HTTPResponse response;
            auto& stream = session.receiveResponse(response);
            return readAnswer(stream, response);
        } catch (const Poco::Exception& error) {
            return explain(pin, error);
        }
    }

    base::Result<base::Json> readAnswer(std::istream& stream, const Poco::Net::HTTPResponse& response) {
        base::Bytes body;
        std::array<char, 64 * 1024> buffer{};
        while (stream) {
            stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
            body.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
            if (body.size() > kLongestAnswer) return noGateway(m_where, "its answer does not end");
        }
        const int status = response.getStatus();
        if (status < 200 || status > 299) return protocol::readHttpError(status, body);
        if (body.empty()) return base::Json::object();
        auto json = base::parseJson(body, kLongestAnswer);
        if (!json || !json->is_object()) return noGateway(m_where, "its answer is not a gateway's");
        return json;
    }

    base::Error ended() const {
        return {ErrorCode::Unavailable, "the gateway at " + m_where + " ended the connection, as when it is restarted: try again"};
    }

    base::Error explain(const AuthorityPin& pin, const Poco::Exception& error) const {
        if (pin.sawAnother())
            return {ErrorCode::Denied, "the gateway at " + m_where +
                                           " is not the one you trust: its certificate authority has the fingerprint " +
                                           (pin.shown() ? pin.shown()->hex() : "(none shown)") + ", expected was " +
                                           m_authority.hex() +
                                           ". If the gateway was set up anew, log in again with its new fingerprint"};
        // Of OpenSSL 3 a gateway that dies during the handshake comes as a fault of TLS; Poco does not tell it apart.
        const bool broken = dynamic_cast<const Poco::Net::SSLConnectionUnexpectedlyClosedException*>(&error) != nullptr ||
                            error.displayText().find("unexpected eof") != std::string::npos;
        if (broken) return ended();
        if (dynamic_cast<const Poco::Net::SSLException*>(&error) != nullptr)
            return noGateway(m_where, "it does not speak TLS as a gateway does");
        if (dynamic_cast<const Poco::Net::ConnectionRefusedException*>(&error) != nullptr)
            return {ErrorCode::Unavailable,
                    "nothing listens on " + m_where + ": check the address, and whether twinsetd runs"};
        if (dynamic_cast<const Poco::Net::HostNotFoundException*>(&error) != nullptr ||
            dynamic_cast<const Poco::Net::DNSException*>(&error) != nullptr)
            return {ErrorCode::Unavailable, "there is no host '" + m_host + "': check the address"};
        if (dynamic_cast<const Poco::TimeoutException*>(&error) != nullptr)
            return {ErrorCode::Timeout, "the gateway at " + m_where + " did not answer in time: try again"};
        if (dynamic_cast<const Poco::Net::MessageException*>(&error) != nullptr ||
            dynamic_cast<const Poco::Net::NoMessageException*>(&error) != nullptr)
            return ended();
        return {ErrorCode::Unavailable, "cannot reach the gateway at " + m_where + ": " + error.displayText()};
    }

    std::string m_host;
    std::uint16_t m_port;
    std::string m_where;
    base::Secret m_token;
    base::Digest m_authority;
};

}  // namespace

base::Result<std::unique_ptr<HttpsExchange>> HttpsExchange::create(const std::string& host, std::uint16_t port,
                                                                   const base::Digest& authority, base::Secret token) {
    return std::unique_ptr<HttpsExchange>(std::make_unique<PocoHttpsExchange>(host, port, authority, std::move(token)));
}

base::Result<std::string> shownAuthorityFingerprint(const std::string& host, std::uint16_t port) {
    const auto where = host + ":" + std::to_string(port);
    AuthorityPin pin;
    try {
        Poco::Net::HTTPSClientSession session(host, port, contextFor(pin));
        session.setTimeout(Poco::Timespan(kConnectSeconds, 0));
        HTTPRequest request(HTTPRequest::HTTP_GET, "/healthz", HTTPRequest::HTTP_1_1);
        session.sendRequest(request);
    } catch (const Poco::Net::ConnectionRefusedException&) {
        return {ErrorCode::Unavailable,
                "nothing listens on " + where + ": check the address, and whether twinsetd runs"};
    } catch (const Poco::Net::NetException& error) {
        // Expected: this pin accepts nobody. What it was shown is what was asked for.
        if (!pin.shown()) return noGateway(where, error.displayText());
    } catch (const Poco::Exception& error) {
        if (!pin.shown()) return {ErrorCode::Unavailable, "cannot reach " + where + ": " + error.displayText()};
    }
    if (!pin.shown()) return noGateway(where, "it shows no certificate authority");
    return pin.shown()->hex();
}

}  // namespace fleet
