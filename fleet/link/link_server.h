// LinkServer: the gateway's end of the agent link. WebSocket (RFC 6455) over TLS 1.3 with client certificates, on
// Boost.Beast over a stream of our own in which OpenSSL reads and writes the file descriptor itself: Beast's stock TLS
// stream takes three times the memory a connection.
//
// A handset that the gate does not admit gets HTTP 403 and the refusal instead of the WebSocket; a second link of one
// whose first is alive gets 409 and a refusal of reason "identity_in_use" (details: fleet/link/server_session.h). The gate
// is called on the network threads: while it works, the other connections of that thread wait, and what handsets send
// stays in the kernel's buffers. That is the back-pressure.
//
// Threads: `threads` network threads, one io_context each; a connection belongs to one of them and its TLS object is
// touched by no other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "fleet/authority/certificate_authority.h"
#include "fleet/link/handset_gate.h"
#include "fleet/link/link_times.h"

namespace fleet {

struct LinkServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    unsigned threads = 1;
    LinkTimes times{};
};

class LinkServer {
public:
    virtual ~LinkServer() = default;  // stops: closes every connection and joins the threads
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
};

/// Conflict when the port is taken (the message names the port and says how to choose another).
base::Result<std::unique_ptr<LinkServer>> startLinkServer(const LinkServerOptions& options, const ServerIdentity& identity,
                                                          const std::string& authorityPem, HandsetGate& gate);

}  // namespace fleet
