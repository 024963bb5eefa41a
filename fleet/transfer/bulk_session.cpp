#include "fleet/transfer/bulk_session.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cstdio>
#include <random>

#include "base/log.h"

namespace fleet {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Steady = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(2);  // with a handshake, while others wait for its slot
constexpr std::uint32_t kMostHeaderBytes = 8 * 1024;
constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kWriteBytes = 64 * 1024;
constexpr std::uint64_t kMostForgottenBytes = 16 * 1024 * 1024;
constexpr int kShortestRetrySeconds = 2, kLongestRetrySeconds = 8;

using Awaited = asio::as_tuple_t<asio::use_awaitable_t<TlsStream::executor_type>>;
constexpr Awaited kAwait;

std::string reasonOf(int status) { return std::string(http::obsolete_reason(static_cast<http::status>(status))); }

/// Handsets that are sent away together must not come back together.
std::string retrySeconds() {
    thread_local std::minstd_rand random{std::random_device()()};
    return std::to_string(std::uniform_int_distribution<int>(kShortestRetrySeconds, kLongestRetrySeconds)(random));
}

}  // namespace

/// A share of the memory for pieces, for as long as it lives.
class BulkSession::Share {
public:
    explicit Share(BulkSession& session) : m_session(session) {
        m_request.bytes = kPieceBytes;
        m_request.wake = [this] { m_session.m_waiting.cancel(); };
    }
    ~Share() {
        m_session.m_environment.memory.forget(m_request);
        if (m_request.granted) m_session.m_environment.memory.giveBack(m_request.bytes);
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    Task<bool> take() {
        m_session.m_environment.memory.ask(m_request);
        if (!m_request.granted) {
            m_session.m_waiting.expires_after(m_session.m_environment.times.stall);
            co_await m_session.m_waiting.async_wait(kAwait);
        }
        co_return m_request.granted && !m_session.m_closed;
    }

private:
    BulkSession& m_session;
    BulkMemory::Request m_request;
};

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
    m_patience.expires_after(kPatience);
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
    parser.header_limit(kMostHeaderBytes);
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

template <typename Outcome>
BulkSession::Task<std::optional<Outcome>> BulkSession::onWorker(BulkLane lane, std::function<Outcome()> work) {
    std::optional<Outcome> outcome;
    Timer done(m_tls.get_executor(), Steady::time_point::max());
    // The wait begins before this thread gets to run what is posted to it.
    m_environment.workers.submit(lane, m_peer, [&](bool stopping) {
        if (!stopping) outcome.emplace(work());
        asio::post(done.get_executor(), [&done] { done.cancel(); });
    });
    co_await done.async_wait(kAwait);
    co_return outcome;
}

BulkSession::Task<bool> BulkSession::answerPlain(Head head) {
    Share share(*this);
    const bool held = co_await share.take();
    if (!held) co_return co_await refuseBusy("the gateway has too much to do just now");
    const bool whole = co_await readWholeBody(head.request.body);
    if (!whole) co_return false;
    const std::function<base::Result<BulkAnswer>()> work = [&] { return head.endpoint->handle(head.request, m_environment.services); };
    const auto answered = co_await onWorker(head.endpoint->lane, work);
    if (!answered) co_return false;
    co_return co_await answer(*answered);
}

BulkSession::Task<bool> BulkSession::answerUpload(Head head) {
    Share share(*this);
    const bool late = m_environment.workers.oldestUpload() > m_environment.times.busy;
    bool held = false;
    if (!late) held = co_await share.take();
    if (!held) co_return co_await refuseBusy("the gateway has more to store than it can just now");
    ChunkUpload upload(head.request.handset, m_environment.services.gate);
    const std::function<base::Result<void>()> storeWhole = [&] { return upload.storeWhole(); };
    const std::function<base::Result<void>()> finish = [&] { return upload.finish(); };
    while (true) {
        bool whole = true;
        while (whole && m_left > 0 && upload.piece.size() < kPieceBytes) whole = co_await readBody(upload.piece, kPieceBytes);
        const bool last = whole && m_left == 0;
        const auto& work = last ? finish : storeWhole;
        const auto stored = co_await onWorker(BulkLane::Upload, work);
        if (!stored || !whole) co_return false;
        if (!*stored) co_return co_await refuse(stored->error(), false);
        if (last) co_return co_await answer(204, "", "", false);
    }
}

BulkSession::Task<bool> BulkSession::answerDownload(Head head) {
    Share share(*this);
    const bool held = co_await share.take();
    if (!held) co_return co_await refuseBusy("the gateway has too much to do just now");
    const bool whole = co_await readWholeBody(head.request.body);
    if (!whole) co_return false;
    ChunkDownload download(m_environment.services);
    const std::function<base::Result<base::Bytes>()> begin = [&]() -> base::Result<base::Bytes> {
        TWINSET_TRY(download.begin(head.request));
        return download.next();
    };
    const std::function<base::Result<base::Bytes>()> next = [&] { return download.next(); };
    auto piece = co_await onWorker(BulkLane::Other, begin);
    if (!piece) co_return false;
    if (!*piece) co_return co_await refuse(piece->error(), false);
    bool sent = co_await write("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (sent && piece && *piece && !(*piece)->empty()) {
        char length[20];
        std::snprintf(length, sizeof length, "%zx\r\n", (*piece)->size());
        (*piece)->insert(0, length);
        (*piece)->append("\r\n");
        sent = co_await write(**piece);
        if (sent) piece = co_await onWorker(BulkLane::Other, next);
    }
    // What breaks off has no end: the peer sees that.
    if (!sent || !piece || !*piece) co_return false;
    co_return co_await write("0\r\n\r\n");
}

BulkSession::Task<bool> BulkSession::readBody(base::Bytes& into, std::size_t most) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, std::min(kReadBytes, most)));
    const auto before = into.size();
    if (m_buffer.size() > 0) {
        const auto taken = std::min(wanted, m_buffer.size());
        into.append(static_cast<const char*>(m_buffer.data().data()), taken);
        m_buffer.consume(taken);
        m_left -= taken;
        co_return true;
    }
    into.resize(before + wanted);
    expectWithin(m_environment.times.stall, "nothing came of a request's body");
    const auto since = Steady::now();
    const auto [error, count] = co_await m_tls.async_read_some(asio::buffer(into.data() + before, wanted),
                                                               Awaited());
    m_deadline.cancel();
    into.resize(before + (error ? 0 : count));
    if (error || m_closed) co_return false;
    m_left -= count;
    m_pace.add(Steady::now() - since, count);
    if (m_pace.tooSlow()) close("a request's body came too slowly");
    co_return !m_closed;
}

BulkSession::Task<bool> BulkSession::readWholeBody(base::Bytes& into) {
    bool came = true;
    while (came && m_left > 0) came = co_await readBody(into, kReadBytes);
    co_return came;
}

BulkSession::Task<bool> BulkSession::write(base::BytesView bytes) {
    while (!bytes.empty()) {
        const auto some = bytes.substr(0, kWriteBytes);
        expectWithin(m_environment.times.stall, "nothing of an answer was taken");
        const auto since = Steady::now();
        const auto [error, count] = co_await asio::async_write(m_tls, asio::buffer(some.data(), some.size()), kAwait);
        (void)count;
        m_deadline.cancel();
        if (error || m_closed) co_return false;
        m_pace.add(Steady::now() - since, some.size());
        if (m_pace.tooSlow()) {
            close("an answer was taken too slowly");
            co_return false;
        }
        bytes.remove_prefix(some.size());
    }
    co_return true;
}

// Within the coroutines no temporary with a destructor stands in an expression that awaits: g++ 12 destroys some twice.

BulkSession::Task<bool> BulkSession::answer(int status, base::BytesView contentType, base::BytesView body, bool retry) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " " + reasonOf(status) + "\r\n";
    if (!contentType.empty()) text += "Content-Type: " + std::string(contentType) + "\r\n";
    if (status != 204) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (retry) text += "Retry-After: " + retrySeconds() + "\r\n";
    text += "\r\n";
    text += body;
    co_return co_await write(text);
}

BulkSession::Task<bool> BulkSession::answer(const base::Result<BulkAnswer>& answered) {
    if (!answered) co_return co_await refuse(answered.error(), false);
    if (answered->body.empty()) co_return co_await answer(204, "", "", false);
    co_return co_await answer(200, answered->contentType, answered->body, false);
}

BulkSession::Task<bool> BulkSession::refuseBusy(const char* why) {
    const base::Error error{base::ErrorCode::Unavailable, why};
    co_return co_await refuse(error, true);
}

BulkSession::Task<bool> BulkSession::refuse(const base::Error& error, bool retry) {
    const auto body = protocol::writeHttpError(error);
    const bool written = co_await answer(protocol::httpStatusFor(error.code), "application/json", body, retry);
    if (!written || m_left > kMostForgottenBytes) co_return false;
    base::Bytes forgotten;
    const auto until = Steady::now() + m_environment.times.forgetting;
    bool came = true;
    while (came && m_left > 0 && Steady::now() < until) {
        forgotten.clear();
        came = co_await readBody(forgotten, kReadBytes);
    }
    co_return came && m_left == 0;
}

}  // namespace fleet
