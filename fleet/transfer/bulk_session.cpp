#include "fleet/transfer/bulk_session.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/http/read.hpp>

#include "base/log.h"

namespace fleet {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Steady = std::chrono::steady_clock;

constexpr auto kHandshakePatience = std::chrono::seconds(2);  // while others wait for its slot
constexpr auto kHearingOut = std::chrono::seconds(1);
constexpr std::uint32_t kMostBulkHeaderBytes = 8 * 1024;

}  // namespace

BulkSession::BulkSession(TlsStream::Socket socket, BulkEnvironment& environment)
    : m_environment(environment),
      m_tls(std::move(socket), environment.tls, TlsRole::Server),
      m_deadline(m_tls.get_executor()),
      m_patience(m_tls.get_executor()),
      m_waiting(m_tls.get_executor()),
      m_buffer(kReadBytes),
      m_pace(environment.times) {}

void BulkSession::start() {
    const auto self = shared_from_this();
    m_environment.sessions.insert(self);
    asio::co_spawn(m_tls.get_executor(), [self]() -> Task<void> { return self->run(); }, asio::detached);
}

void BulkSession::close(const std::string& reason) {
    if (std::exchange(m_closed, true)) return;
    base::logDebug("a bulk connection of " + (m_peer.empty() ? std::string("a stranger") : m_peer) + ": " + reason);
    m_tls.close();
    for (auto* timer : {&m_deadline, &m_patience, &m_waiting}) timer->cancel();
}

void BulkSession::expectWithin(std::chrono::milliseconds time, const char* what) {
    m_deadline.expires_after(time);
    m_deadline.async_wait([weak = weak_from_this(), what](boost::system::error_code cancelled) {
        if (const auto self = weak.lock(); self && !cancelled) self->close(what);
    });
}

BulkSession::Task<void> BulkSession::run() {
    const auto self = shared_from_this();
    bool goesOn = co_await open();
    while (goesOn && !m_closed) goesOn = co_await serveOne();
    close("ended");
    if (!m_peer.empty()) m_environment.peers.leave(m_peer);
    m_environment.handshakes.leave(*this);
    m_environment.sessions.erase(self);
}

BulkSession::Task<bool> BulkSession::open() {
    expectWithin(m_environment.times.opening, "it was not opened in time");
    boost::system::error_code none;
    const auto from = m_tls.socket().remote_endpoint(none);
    if (m_tls.attach()) co_return false;
    // Those who connect and say nothing hold no slot.
    const auto [quiet] = co_await m_tls.socket().async_wait(TlsStream::Socket::wait_read, kAwait);
    if (quiet || m_closed) co_return false;
    const bool granted = co_await takeSlot();
    if (!granted) co_return false;
    const auto [error, count] = co_await m_tls.asyncHandshake(Awaited());
    (void)count;
    m_patience.cancel();
    m_environment.handshakes.leave(*this);
    if (error && !m_closed) co_await hearOut();
    if (error || m_closed) co_return false;
    m_fingerprint = peerFingerprint(m_tls.ssl());
    std::string peer = m_fingerprint.empty() ? "address " + from.address().to_string() : m_fingerprint;
    if (m_environment.peers.enter(peer)) {
        m_peer = std::move(peer);
        co_return true;
    }
    co_await refuseBusy("this handset has as many connections open as it may");
    co_return false;
}

BulkSession::Task<void> BulkSession::hearOut() {
    expectWithin(kHearingOut, "its handshake failed");
    m_tls.closeSending();
    for (bool more = true; more;) {
        m_buffer.clear();
        const auto [ended, count] = co_await m_tls.socket().async_read_some(m_buffer.prepare(kReadBytes), kAwait);
        more = !ended && count > 0 && !m_closed;
    }
}

BulkSession::Task<bool> BulkSession::takeSlot() {
    m_environment.handshakes.enter(shared_from_this());
    if (!m_slotGranted) {
        m_waiting.expires_at(Steady::time_point::max());
        co_await m_waiting.async_wait(kAwait);
    }
    if (!m_closed) yieldSlotToOthers();
    co_return !m_closed;
}

void BulkSession::beginHandshake() {
    m_slotGranted = true;
    m_waiting.cancel();
}

void BulkSession::yieldSlotToOthers() {
    m_patience.expires_after(kHandshakePatience);
    m_patience.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
        const auto self = weak.lock();
        if (!self || cancelled) return;
        if (self->m_environment.handshakes.waiting() > 0) return self->close("others were waiting to connect");
        self->yieldSlotToOthers();
    });
}

base::Result<BulkRequest> BulkSession::letIn(const BulkEndpoint& endpoint) {
    BulkRequest request;
    request.fingerprint = m_fingerprint;
    if (endpoint.access == BulkAccess::Anyone) return request;
    if (request.fingerprint.empty())
        return {base::ErrorCode::Denied, "this needs the handset's certificate: enrol the handset first"};
    if (endpoint.access == BulkAccess::CertificateHolder) return request;
    const auto admitted = m_environment.services.gate.admit(request.fingerprint);
    if (const auto* refusal = std::get_if<protocol::Refusal>(&admitted))
        return {base::ErrorCode::Denied, "the handset is refused (" + refusal->reason + "): " + refusal->message};
    request.handset = std::get<base::HandsetId>(admitted);
    return request;
}

base::Result<BulkSession::Head> BulkSession::judge(const RequestParser& parser) {
    const auto& message = parser.get();
    const auto endpoint = std::find_if(kBulkEndpoints.begin(), kBulkEndpoints.end(),
                                       [&](const BulkEndpoint& one) { return message.target() == one.path; });
    if (endpoint == kBulkEndpoints.end())
        return {base::ErrorCode::NotFound, "there is nothing at this address of the gateway"};
    if (message.method() != http::verb::post) return {base::ErrorCode::InvalidInput, "use POST"};
    TWINSET_ASSIGN(auto request, letIn(*endpoint));
    if (parser.chunked() || !parser.content_length())
        return {base::ErrorCode::InvalidInput, "say how long the request is (Content-Length)"};
    if (m_left > endpoint->mostBytes)
        return {base::ErrorCode::InvalidInput,
                "the request is longer than " + base::humanSize({endpoint->mostBytes}) + ": send it in parts"};
    return Head{&*endpoint, std::move(request)};
}

BulkSession::Task<bool> BulkSession::serveOne() {
    RequestParser parser;
    parser.header_limit(kMostBulkHeaderBytes);
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    const auto [error, count] = co_await http::async_read_header(m_tls, m_buffer, parser, kAwait);
    (void)count;
    if (error || m_closed) co_return false;
    m_deadline.cancel();
    m_pace = BulkPace(m_environment.times);
    m_left = parser.content_length().value_or(0);
    auto head = judge(parser);
    bool goesOn = false;
    if (!head)
        goesOn = co_await refuse(head.error(), false);
    else if (head->endpoint->path == kStorePath)
        goesOn = co_await answerUpload(std::move(*head));
    else if (head->endpoint->path == kFetchPath)
        goesOn = co_await answerDownload(std::move(*head));
    else
        goesOn = co_await answerPlain(std::move(*head));
    if (!goesOn || parser.chunked() || !parser.get().keep_alive()) co_return false;
    expectWithin(m_environment.times.idle, "it was idle");
    co_return true;
}

}  // namespace fleet
