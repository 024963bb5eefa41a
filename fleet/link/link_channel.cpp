#include "fleet/link/link_channel.h"

#include <array>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/websocket.hpp>
#include <random>

#include "base/log.h"

namespace fleet {
namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr std::size_t kKeptBuffer = 4096;
constexpr std::size_t kLongestCloseReason = 120;

base::Duration between(base::Duration shortest, base::Duration longest) {
    thread_local std::minstd_rand random(std::random_device{}());
    if (longest <= shortest) return shortest;
    return base::Duration(std::uniform_int_distribution<std::int64_t>(shortest.count(), longest.count())(random));
}

}  // namespace

LinkChannel::LinkChannel(TlsStream::Socket socket, SSL_CTX& context, TlsRole role, const LinkTimes& times)
    : m_times(times), m_socket(std::move(socket), context, role), m_timer(m_socket.get_executor()) {}

void LinkChannel::prepare() {
    m_mailbox = std::make_shared<Mailbox>([weak = weak_from_this(), executor = executor()] {
        boost::asio::post(executor, [weak] {
            if (const auto channel = weak.lock()) channel->flush();
        });
    });
}

void LinkChannel::drop(const std::string& reason) {
    if (m_dropped) return;
    const auto keep = shared_from_this();
    m_dropped = true;
    m_mailbox->shut();
    m_timer.cancel();
    if (m_probeTimer) m_probeTimer->cancel();
    tls().close();
    dropped(reason);
    for (const auto& then : std::exchange(m_probes, {})) then();
}

void LinkChannel::armDeadline(base::Duration after, std::string reason) {
    m_timer.expires_after(after);
    m_timer.async_wait([channel = shared_from_this(), reason = std::move(reason)](error_code error) {
        if (!error) channel->drop(reason);
    });
}

void LinkChannel::leave(const std::string& reason) {
    tls().closeSending();
    armDeadline(m_times.close, reason);
    awaitPeerLeaving(reason);
}

void LinkChannel::awaitPeerLeaving(const std::string& reason) {
    tls().socket().async_wait(TlsStream::Socket::wait_read, [channel = shared_from_this(), reason](error_code error) {
        if (channel->m_dropped) return;
        std::array<char, 4096> ignored;
        if (!error) channel->tls().socket().read_some(boost::asio::buffer(ignored), error);
        if (error) return channel->drop(reason);
        channel->awaitPeerLeaving(reason);
    });
}

void LinkChannel::startMessages() {
    m_started = true;
    m_socket.read_message_max(protocol::kLongestMessage);
    m_socket.auto_fragment(false);
    m_socket.text(true);
    m_socket.control_callback([this](websocket::frame_type, boost::beast::string_view) { heard(); });
    armPing();
    read();
    flush();
}

void LinkChannel::read() {
    if (m_dropped || m_isClosing) return;
    if (m_buffer.capacity() > kKeptBuffer) m_buffer.shrink_to_fit();
    m_socket.async_read(m_buffer, [channel = shared_from_this()](error_code error, std::size_t) {
        if (error == websocket::error::closed) {
            const auto& reason = channel->m_socket.reason().reason;
            channel->drop(reason.empty() ? "the peer closed the link" : "the peer closed the link: " + std::string(reason.c_str()));
        } else if (error == websocket::error::message_too_big) {
            base::logWarning(channel->peerName() + " sent a message over the limit of " +
                             base::humanSize({protocol::kLongestMessage}) + ", and is disconnected");
            channel->m_isClosing = true;
            channel->leave("a message was too long");
        } else if (error) {
            channel->drop("the link broke: " + error.message());
        } else {
            channel->takeMessage();
        }
    });
}

void LinkChannel::takeMessage() {
    heard();
    const std::string_view text(static_cast<const char*>(m_buffer.data().data()), m_buffer.data().size());
    const auto message = m_socket.got_text()
                             ? protocol::readMessage(text)
                             : base::Result<protocol::Message>(base::ErrorCode::InvalidInput, "a binary frame is not a message");
    m_buffer.consume(m_buffer.size());
    if (!message) {
        base::logWarning(peerName() + " sent a message that is not understood, and is disconnected: " + message.error().message);
        return closeWith(websocket::close_code::policy_error, message.error().message);
    }
    received(*message);
    read();
}

void LinkChannel::flush() {
    if (m_dropped || !m_started) return;
    if (m_mailbox->overflown()) {
        base::logWarning(peerName() + " does not take its messages in time, and is disconnected");
        return drop("too many messages wait to be sent");
    }
    if (m_isWriting || m_isClosing) return;
    const auto item = m_mailbox->take();
    if (!item) return;
    if (item->kind == Mailbox::Item::Kind::Close) return closeWith(websocket::close_code::normal, item->text);
    m_writing = item->text;
    m_isWriting = true;
    m_socket.async_write(boost::asio::buffer(m_writing), [channel = shared_from_this()](error_code error, std::size_t) {
        channel->m_isWriting = false;
        channel->m_writing = {};
        if (channel->m_isClosing) return;
        if (error) return channel->drop("the link broke: " + error.message());
        channel->flush();
    });
}

void LinkChannel::closeWith(websocket::close_code code, const std::string& reason) {
    if (m_dropped || m_isClosing) return;
    m_isClosing = true;
    armDeadline(m_times.close, reason);
    websocket::close_reason told(code);
    told.reason.assign(reason.data(), std::min(reason.size(), kLongestCloseReason));
    m_socket.async_close(told, [channel = shared_from_this(), reason](error_code) { channel->drop(reason); });
}

void LinkChannel::heard() {
    m_heard = true;
    wasHeard();
    if (m_probes.empty()) return;
    m_probeTimer.reset();
    for (const auto& then : std::exchange(m_probes, {})) then();
}

void LinkChannel::armPing() {
    m_timer.expires_after(between(m_times.shortestPing, m_times.longestPing));
    m_timer.async_wait([channel = shared_from_this()](error_code error) {
        if (!error && !channel->m_isClosing) channel->onPingTime();
    });
}

void LinkChannel::onPingTime() {
    if (std::exchange(m_heard, false)) return armPing();
    ping();
    m_timer.expires_after(m_times.answer);
    m_timer.async_wait([channel = shared_from_this()](error_code error) {
        if (error || channel->m_isClosing) return;
        if (channel->m_heard) return channel->armPing();
        channel->drop("the peer has not answered for " + base::humanDuration(channel->m_times.answer));
    });
}

void LinkChannel::ping() {
    if (std::exchange(m_isPinging, true)) return;
    m_socket.async_ping({}, [channel = shared_from_this()](error_code error) {
        channel->m_isPinging = false;
        if (error) channel->drop("the link broke: " + error.message());
    });
}

void LinkChannel::probe(std::function<void()> then) {
    if (m_dropped) return then();
    m_probes.push_back(std::move(then));
    if (m_probes.size() > 1) return;
    if (m_started && !m_isClosing) ping();
    m_probeTimer = std::make_unique<Timer>(executor());
    m_probeTimer->expires_after(m_times.probe);
    m_probeTimer->async_wait([channel = shared_from_this()](error_code error) {
        if (!error && !channel->m_probes.empty()) channel->drop("the handset came back on a new connection");
    });
}

}  // namespace fleet
