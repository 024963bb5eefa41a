// LinkClient: the handset's end of the agent link. It connects, reconnects with jittered back-off, and hands over what
// arrives. One thread of its own, on which the listener is called.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "fleet/link/link_times.h"
#include "fleet/protocol/messages.h"
#include "fleet/protocol/order.h"

namespace fleet {

struct LinkClientOptions {
    std::string host;
    std::uint16_t port = 0;
    std::string authorityPem;       // the only authority that is trusted
    std::string certificatePem;
    base::Secret privateKeyPem;
    base::Duration shortestBackOff = std::chrono::milliseconds(500);
    base::Duration longestBackOff = std::chrono::minutes(2);
    LinkTimes times{};
};

/// Called on the client's thread; must return soon.
class LinkListener {
public:
    virtual ~LinkListener() = default;
    virtual void linkUp() = 0;
    /// The link broke, or an attempt to bring it up failed: called once an attempt, with what to tell people.
    virtual void linkDown(const std::string& reason) = 0;
    virtual void linkReceived(const fleet::protocol::Message& message) = 0;
    /// The gateway refused us (HTTP 403 or 409 to the upgrade). The client goes on trying, at the longest back-off.
    virtual void linkRefused(const fleet::protocol::Refusal& refusal) = 0;
};

class LinkClient {
public:
    virtual ~LinkClient() = default;  // disconnects and joins the thread; the listener hears nothing of it
    /// Any thread; never blocks. False when the link is down (nothing is queued then).
    virtual bool send(const protocol::Message& message) = 0;
};

/// InvalidInput when a certificate or the key cannot be read. The first attempt begins at once. `listener` must outlive the
/// client, and must not destroy it from within a call.
base::Result<std::unique_ptr<LinkClient>> startLinkClient(const LinkClientOptions& options, LinkListener& listener);

}  // namespace fleet
