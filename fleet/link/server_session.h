// ServerSession: one connection at the gateway, from the first byte to the last. It takes a handshake slot, does TLS, reads
// the upgrade request, asks the gate who this is, opens the handset's link at the gate, and only then accepts the
// WebSocket: a refused handset reads the refusal as the plain HTTP answer to its upgrade and never holds a link.
//
// Answers other than 101: 403 with protocol::Refusal when the gate does not admit the certificate; 409 with a Refusal of
// reason identity_in_use when the handset has a live link already (one that is silent is probed first, and dropped when it
// does not answer); 503 with an HTTP error body when the gate cannot open the link now; 404 and 426 for other requests.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <set>
#include <string>

#include "fleet/link/handshake_slots.h"
#include "fleet/link/link_channel.h"
#include "fleet/link/live_links.h"

namespace fleet {

class ServerSession;

/// What the sessions of one network thread share. `gate` and `links` are shared with the other threads.
struct SessionEnvironment {
    HandsetGate& gate;
    LiveLinks& links;
    SSL_CTX& tls;
    const LinkTimes times;
    HandshakeSlots handshakes;
    std::set<std::shared_ptr<ServerSession>> sessions{};
};

class ServerSession final : public LinkChannel, public HandshakeCandidate {
public:
    ServerSession(TlsStream::Socket socket, SessionEnvironment& environment);
    /// Begins; the session keeps itself in environment.sessions until it has ended.
    void start();

private:
    void beginHandshake() override;
    void yieldSlotToOthers();
    void leaveSlot();
    void readRequest();
    void onRequest();
    void openLink();
    void acceptWebSocket();
    void answer(unsigned status, std::string body);

    void received(const protocol::Message& message) override;
    void wasHeard() override;
    void dropped(const std::string& reason) override;
    std::string peerName() const override;

    using RequestParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
    SessionEnvironment& m_environment;
    std::unique_ptr<RequestParser> m_request;
    std::unique_ptr<Timer> m_patience;  // while it holds a handshake slot
    base::HandsetId m_handset;
    bool m_linked = false;
};

}  // namespace fleet
