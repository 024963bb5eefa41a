#include "fleet/link/server_session.h"

#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "base/log.h"
#include "fleet/protocol/bulk.h"

namespace fleet {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint32_t kMostHeaderBytes = 8 * 1024;
constexpr auto kPatience = std::chrono::seconds(2);

}  // namespace

ServerSession::ServerSession(TlsStream::Socket socket, SessionEnvironment& environment)
    : LinkChannel(std::move(socket), environment.tls, TlsRole::Server, environment.times), m_environment(environment) {}

void ServerSession::start() {
    prepare();
    const auto session = self<ServerSession>();
    m_environment.sessions.insert(session);
    armDeadline(m_environment.times.opening, "the connection was not opened in time");
    if (const error_code error = tls().attach()) return drop(error.message());
    tls().socket().async_wait(TlsStream::Socket::wait_read, [session](error_code error) {
        if (error) return session->drop(error.message());
        if (!session->isDropped()) session->m_environment.handshakes.enter(session);
    });
}

void ServerSession::beginHandshake() {
    if (isDropped()) return leaveSlot();
    yieldSlotToOthers();
    tls().asyncHandshake([session = self<ServerSession>()](error_code error, std::size_t) {
        if (session->isDropped()) return;
        if (error) return session->leave("TLS: " + error.message());
        session->readRequest();
    });
}

void ServerSession::yieldSlotToOthers() {
    m_patience = std::make_unique<Timer>(executor());
    m_patience->expires_after(kPatience);
    m_patience->async_wait([session = self<ServerSession>()](error_code cancelled) {
        if (cancelled || !session->m_patience) return;
        if (session->m_environment.handshakes.waiting() > 0) return session->drop("others were waiting to connect");
        session->yieldSlotToOthers();
    });
}

void ServerSession::leaveSlot() {
    m_patience.reset();
    m_environment.handshakes.leave(*this);
}

void ServerSession::readRequest() {
    m_request = std::make_unique<RequestParser>();
    m_request->header_limit(kMostHeaderBytes);
    m_request->body_limit(0);
    http::async_read(tls(), buffer(), *m_request, [session = self<ServerSession>()](error_code error, std::size_t) {
        if (session->isDropped()) return;
        if (error) return session->drop("no upgrade request: " + error.message());
        session->onRequest();
    });
}

void ServerSession::onRequest() {
    const auto& request = m_request->get();
    if (request.target() != kLinkTarget)
        return answer(404, protocol::writeHttpError({base::ErrorCode::NotFound, "this port serves handset links only"}));
    if (!boost::beast::websocket::is_upgrade(request))
        return answer(426, protocol::writeHttpError({base::ErrorCode::InvalidInput, "this port expects a WebSocket"}));
    const auto admitted = m_environment.gate.admit(peerFingerprint(tls().ssl()));
    if (const auto* refusal = std::get_if<protocol::Refusal>(&admitted)) return answer(403, protocol::writeRefusal(*refusal));
    m_handset = std::get<base::HandsetId>(admitted);

    const auto other = m_environment.links.find(m_handset);
    if (!other) return openLink();
    // The first link may be one whose handset has lost the network: only its answer tells.
    boost::asio::post(other->executor(), [other, weak = weak_from_this(), mine = executor()] {
        other->probe([weak, mine] {
            boost::asio::post(mine, [weak] {
                const auto channel = std::static_pointer_cast<ServerSession>(weak.lock());
                if (channel && !channel->isDropped()) channel->openLink();
            });
        });
    });
}

void ServerSession::openLink() {
    const auto opened = m_environment.gate.linkOpened(m_handset, mailbox());
    if (!opened && opened.error().code == base::ErrorCode::Conflict)
        return answer(409, protocol::writeRefusal({"identity_in_use", opened.error().message, {}, {}}));
    if (!opened) return answer(static_cast<unsigned>(protocol::httpStatusFor(opened.error().code)),
                               protocol::writeHttpError(opened.error()));
    m_linked = true;
    m_environment.links.add(m_handset, shared_from_this());
    acceptWebSocket();
}

void ServerSession::acceptWebSocket() {
    const auto request = std::make_shared<http::request<http::empty_body>>(m_request->release());
    m_request.reset();
    webSocket().async_accept(*request, [session = self<ServerSession>(), request](error_code error) {
        if (session->isDropped()) return;
        if (error) return session->drop("the WebSocket was not accepted: " + error.message());
        session->leaveSlot();
        session->startMessages();
    });
}

void ServerSession::answer(unsigned status, std::string body) {
    const auto response = std::make_shared<http::response<http::string_body>>(http::status(status), 11);
    response->set(http::field::content_type, "application/json");
    response->keep_alive(false);
    response->body() = std::move(body);
    response->prepare_payload();
    http::async_write(tls(), *response, [session = self<ServerSession>(), response, status](error_code error, std::size_t) {
        if (session->isDropped()) return;
        if (error) return session->drop(error.message());
        session->leave("answered with HTTP status " + std::to_string(status));
    });
}

void ServerSession::received(const protocol::Message& message) { m_environment.gate.linkReceived(m_handset, message); }

void ServerSession::wasHeard() { m_environment.gate.linkHeard(m_handset); }

void ServerSession::dropped(const std::string& reason) {
    base::logDebug(peerName() + ": " + reason);
    leaveSlot();
    if (std::exchange(m_linked, false)) {
        m_environment.links.remove(m_handset);
        m_environment.gate.linkClosed(m_handset);
    }
    m_environment.sessions.erase(self<ServerSession>());
}

std::string ServerSession::peerName() const {
    return m_handset.empty() ? "a connection to the link port" : "handset " + m_handset.text();
}

}  // namespace fleet
