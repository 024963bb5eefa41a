// ClientSession: one connection of a handset to the gateway: TCP, TLS, the upgrade, then messages until it ends.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/websocket.hpp>
#include <string>
#include <vector>

#include "fleet/link/link_channel.h"

namespace fleet {

class ClientSession;

/// What a session tells its owner, on the thread. After sessionRefused or sessionEnded nothing more comes.
class ClientSessionListener {
public:
    virtual ~ClientSessionListener() = default;
    virtual void sessionUp(const std::shared_ptr<Mailbox>& mailbox) = 0;
    virtual void sessionReceived(const protocol::Message& message) = 0;
    virtual void sessionRefused(const protocol::Refusal& refusal) = 0;
    virtual void sessionEnded(const std::string& reason) = 0;
    /// A TLS session that the next connect can resume.
    virtual void sessionResumable(TlsSession session) = 0;
};

class ClientSession final : public LinkChannel {
public:
    ClientSession(boost::asio::io_context& context, SSL_CTX& tls, const LinkTimes& times, std::string host, std::uint16_t port,
                  ClientSessionListener& listener);
    /// `resumed` may be null.
    void start(const std::vector<std::string>& addresses, SSL_SESSION* resumed);
    /// Ends it without another call to the listener.
    void abandon();
    /// Called by OpenSSL when the gateway has sent a ticket.
    static int onTicket(SSL* ssl, SSL_SESSION* session);

private:
    void onConnected();
    void upgrade();
    void onUpgradeFailed(const boost::system::error_code& error);

    void received(const protocol::Message& message) override;
    void dropped(const std::string& reason) override;
    std::string peerName() const override { return "the gateway"; }

    const std::string m_host;
    const std::uint16_t m_port;
    ClientSessionListener* m_listener;
    std::vector<boost::asio::ip::tcp::endpoint> m_endpoints;
    boost::beast::websocket::response_type m_response;
};

}  // namespace fleet
