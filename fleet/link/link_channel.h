// LinkChannel: one WebSocket over TLS, after and during its opening; what both ends of the link have in common. It reads
// messages one at a time, empties its mailbox, pings a silent peer, and ends. Lives on the thread of its socket's
// io_context; only mailbox() may be used from elsewhere.
//
// Reading waits while received() runs: a gateway that is busy with the last message of a handset leaves the next ones in
// the kernel's buffer, and TCP tells the handset to wait.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/link/link_times.h"
#include "fleet/link/mailbox.h"
#include "fleet/link/tls_stream.h"

namespace fleet {

/// Where the WebSocket of a link is asked for.
inline constexpr std::string_view kLinkTarget = "/v1/link";

class LinkChannel : public std::enable_shared_from_this<LinkChannel> {
public:
    using Executor = TlsStream::executor_type;

    virtual ~LinkChannel() = default;
    LinkChannel(const LinkChannel&) = delete;
    LinkChannel& operator=(const LinkChannel&) = delete;

    /// Ends at once, from any state. What waited in the mailbox is lost. Does nothing the second time.
    void drop(const std::string& reason);
    /// Asks the peer for a sign of life; calls `then` when there is one, or after dropping the channel because there is not.
    void probe(std::function<void()> then);
    const std::shared_ptr<Mailbox>& mailbox() const { return m_mailbox; }
    Executor executor() { return m_socket.get_executor(); }

protected:
    using WebSocket = boost::beast::websocket::stream<TlsStream, false>;
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    LinkChannel(TlsStream::Socket socket, SSL_CTX& context, TlsRole role, const LinkTimes& times);
    /// Makes the mailbox; after the object is owned by a shared_ptr and before anything else.
    void prepare();

    TlsStream& tls() { return m_socket.next_layer(); }
    WebSocket& webSocket() { return m_socket; }
    boost::beast::flat_buffer& buffer() { return m_buffer; }
    bool isDropped() const { return m_dropped; }
    template <typename Derived>
    std::shared_ptr<Derived> self() { return std::static_pointer_cast<Derived>(shared_from_this()); }

    base::Duration openingDeadline() const { return m_times.opening; }
    void armDeadline(base::Duration after, std::string reason);
    /// Drops once the peer has left or a moment has passed: closing while its bytes are unread would take back from it what
    /// was just sent. For a channel on which nothing is read or written any more.
    void leave(const std::string& reason);
    /// The WebSocket is up: begins to read, send and ping.
    void startMessages();

    virtual void received(const protocol::Message& message) = 0;
    /// The peer gave a sign of life: a message, which received() gets next, or its part of a ping.
    virtual void wasHeard() {}
    /// The channel has ended; once.
    virtual void dropped(const std::string& reason) = 0;
    /// Who is at the other end, for the log.
    virtual std::string peerName() const = 0;

private:
    void read();
    void takeMessage();
    void flush();
    void closeWith(boost::beast::websocket::close_code code, const std::string& reason);
    void heard();
    void awaitPeerLeaving(const std::string& reason);
    void armPing();
    void onPingTime();
    void ping();

    const LinkTimes m_times;
    WebSocket m_socket;
    boost::beast::flat_buffer m_buffer;
    Timer m_timer;
    std::unique_ptr<Timer> m_probeTimer;
    std::vector<std::function<void()>> m_probes;
    std::shared_ptr<Mailbox> m_mailbox;
    std::string m_writing;
    bool m_isWriting = false, m_isPinging = false, m_isClosing = false;
    bool m_heard = false, m_started = false, m_dropped = false;
};

}  // namespace fleet
