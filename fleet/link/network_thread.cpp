#include "fleet/link/network_thread.h"

#include <boost/asio/post.hpp>

#include "fleet/link/link_times.h"

namespace fleet {
namespace {

constexpr std::size_t kMostHandshakes = 64;

}  // namespace

NetworkThread::NetworkThread(HandsetGate& gate, LiveLinks& links, SSL_CTX& tls, const LinkTimes& times)
    : m_work(m_context.get_executor()),
      m_environment{gate, links, tls, times, HandshakeSlots(kMostHandshakes)} {}

void NetworkThread::run() {
    m_thread = std::thread([this] { m_context.run(); });
}

void NetworkThread::adopt(TlsStream::Socket socket) {
    boost::asio::post(m_context, [this, taken = std::move(socket)]() mutable { begin(std::move(taken)); });
}

void NetworkThread::begin(TlsStream::Socket socket) {
    if (m_stopping) return;
    // Ends a connection whose data nobody acknowledges, long before TCP would.
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnansweredMilliseconds, sizeof kUnansweredMilliseconds);
    std::make_shared<ServerSession>(std::move(socket), m_environment)->start();
}

void NetworkThread::stop() {
    boost::asio::post(m_context, [this] {
        m_stopping = true;
        for (const auto& session : std::set(m_environment.sessions)) session->drop("the gateway stops");
        m_work.reset();
    });
    if (m_thread.joinable()) m_thread.join();
}

bool NetworkThread::sweep() {
    m_context.restart();
    return m_context.poll() > 0;
}

}  // namespace fleet
