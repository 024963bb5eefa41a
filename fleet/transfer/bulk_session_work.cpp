// What a bulk session does with a request that is allowed in: its share of the memory, its body, a worker, its answer.
// No temporary with a destructor stands in an expression that awaits: g++ 12 destroys some twice.
#include <boost/asio/post.hpp>
#include <cstdio>

#include "fleet/transfer/bulk_session.h"

namespace fleet {

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

template <typename Outcome>
BulkSession::Task<std::optional<Outcome>> BulkSession::onWorker(BulkLane lane, std::function<Outcome()> work) {
    std::optional<Outcome> outcome;
    Timer done(m_tls.get_executor(), std::chrono::steady_clock::time_point::max());
    // The wait begins before this thread gets to run what is posted to it.
    m_environment.workers.submit(lane, m_peer, [&](bool stopping) {
        if (!stopping) outcome.emplace(work());
        boost::asio::post(done.get_executor(), [&done] { done.cancel(); });
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

}  // namespace fleet
