#include "fleet/link/client_session.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>

#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::asio::ip::tcp;
using boost::system::error_code;


}  // namespace

ClientSession::ClientSession(boost::asio::io_context& context, SSL_CTX& tlsContext, const LinkTimes& times, std::string host,
                             std::uint16_t port, ClientSessionListener& listener)
    : LinkChannel(TlsStream::Socket(context.get_executor()), tlsContext, TlsRole::Client, times), m_host(std::move(host)),
      m_port(port), m_listener(&listener) {}

void ClientSession::start(const std::vector<std::string>& addresses, SSL_SESSION* resumed) {
    prepare();
    SSL_set_app_data(&tls().ssl(), this);
    if (resumed != nullptr) SSL_set_session(&tls().ssl(), resumed);
    for (const auto& text : addresses) {
        error_code error;
        const auto address = boost::asio::ip::make_address(text, error);
        if (!error) m_endpoints.emplace_back(address, m_port);
    }
    const std::string where = m_host + " port " + std::to_string(m_port);
    armDeadline(openingDeadline(), "no Twinset gateway answered at " + where + " in time");
    if (!expectHost(tls().ssl(), m_host)) return drop("'" + m_host + "' is not a host name");
    boost::asio::async_connect(tls().socket(), m_endpoints,
                               [session = self<ClientSession>(), where](error_code error, const tcp::endpoint&) {
                                   if (session->isDropped()) return;
                                   if (error) return session->drop("cannot connect to " + where + ": " + error.message());
                                   session->onConnected();
                               });
}

void ClientSession::onConnected() {
    ::setsockopt(tls().socket().native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnansweredMilliseconds,
                 sizeof kUnansweredMilliseconds);
    if (const error_code error = tls().attach()) return drop(error.message());
    tls().asyncHandshake([session = self<ClientSession>()](error_code error, std::size_t) {
        if (session->isDropped()) return;
        if (!error) return session->upgrade();
        const std::string problem = session->tls().verificationProblem();
        if (!problem.empty())
            return session->drop("the server at " + session->m_host + " is not this fleet's gateway: its certificate is not "
                                 "accepted (" + problem + ")");
        session->drop("the server at " + session->m_host + " port " + std::to_string(session->m_port) +
                      " does not speak the link's TLS (" + error.message() + "): is it a Twinset gateway, and is this the link port?");
    });
}

void ClientSession::upgrade() {
    const std::string host = m_host + ":" + std::to_string(m_port);
    webSocket().async_handshake(m_response, host, boost::beast::string_view(kLinkTarget.data(), kLinkTarget.size()),
                                [session = self<ClientSession>()](error_code error) {
                                    if (session->isDropped()) return;
                                    if (error) return session->onUpgradeFailed(error);
                                    session->m_listener->sessionUp(session->mailbox());
                                    if (!session->isDropped()) session->startMessages();
                                });
}

void ClientSession::onUpgradeFailed(const error_code& error) {
    if (error != websocket::error::upgrade_declined)
        return drop("the gateway ended the connection before the link was up (" + error.message() +
                    "): it may be stopping, or it does not accept this handset's certificate");
    const unsigned status = m_response.result_int();
    const auto refusal = protocol::readRefusal(m_response.body());
    if ((status != 403 && status != 409) || !refusal)
        return drop("the gateway did not open the link: " + protocol::readHttpError(static_cast<int>(status), m_response.body()).message);
    ClientSessionListener* listener = m_listener;
    abandon();
    listener->sessionRefused(*refusal);
}

void ClientSession::abandon() {
    m_listener = nullptr;
    SSL_set_app_data(&tls().ssl(), nullptr);
    drop("abandoned");
}

int ClientSession::onTicket(SSL* ssl, SSL_SESSION* session) {
    auto* self = static_cast<ClientSession*>(SSL_get_app_data(ssl));
    if (self == nullptr || self->m_listener == nullptr) return 0;
    self->m_listener->sessionResumable(TlsSession(session));
    return 1;
}

void ClientSession::received(const protocol::Message& message) {
    if (m_listener != nullptr) m_listener->sessionReceived(message);
}

void ClientSession::dropped(const std::string& reason) {
    if (ClientSessionListener* listener = std::exchange(m_listener, nullptr)) listener->sessionEnded(reason);
}

}  // namespace fleet
