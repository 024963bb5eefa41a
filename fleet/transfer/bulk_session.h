// BulkSession: one connection to the bulk server, from the first byte to the last, as a coroutine on the server's network
// thread: TLS, then request after request. A connection that waits for its peer costs memory only; a worker has it while
// there is something to do (bulk_workers.h). Deadlines, rates and shares are in bulk_limits.h.
//
// Answers are those of fleet/protocol/bulk.h. A refused request is answered at once; what its sender is still sending is
// read and forgotten for a while, so that it gets to read why.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "fleet/link/handshake_slots.h"
#include "fleet/link/tls_stream.h"
#include "fleet/transfer/bulk_handlers.h"
#include "fleet/transfer/bulk_limits.h"
#include "fleet/transfer/bulk_workers.h"

namespace fleet {

class BulkSession;

/// What the sessions of a server share.
struct BulkEnvironment {
    BulkServices& services;
    SSL_CTX& tls;
    BulkWorkers& workers;
    const BulkTimes times;
    HandshakeSlots handshakes{64};
    BulkMemory memory{};
    BulkPeers peers{};
    std::set<std::shared_ptr<BulkSession>> sessions{};
};

class BulkSession final : public HandshakeCandidate, public std::enable_shared_from_this<BulkSession> {
public:
    template <typename Value>
    using Task = boost::asio::awaitable<Value, TlsStream::executor_type>;

    BulkSession(TlsStream::Socket socket, BulkEnvironment& environment);
    ~BulkSession() override = default;
    BulkSession(const BulkSession&) = delete;
    BulkSession& operator=(const BulkSession&) = delete;

    /// Begins; the session keeps itself in environment.sessions until it has ended.
    void start();
    /// Ends the connection, whatever it is doing.
    void close(const std::string& reason);

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                                    TlsStream::executor_type>;
    /// What is awaited gives its error as a value.
    using Awaited = boost::asio::as_tuple_t<boost::asio::use_awaitable_t<TlsStream::executor_type>>;
    static constexpr Awaited kAwait{};
    static constexpr std::size_t kReadBytes = 16 * 1024;
    using RequestParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
    struct Head {
        const BulkEndpoint* endpoint = nullptr;
        BulkRequest request;
    };
    class Share;

    Task<void> run();
    Task<bool> open();
    /// After a handshake that failed: a peer that is still sending reads why before it finds the connection gone.
    Task<void> hearOut();
    Task<bool> takeSlot();
    void beginHandshake() override;
    void yieldSlotToOthers();
    Task<bool> serveOne();
    base::Result<Head> judge(const RequestParser& parser);
    base::Result<BulkRequest> letIn(const BulkEndpoint& endpoint);
    Task<bool> answerPlain(Head head);
    Task<bool> answerUpload(Head head);
    Task<bool> answerDownload(Head head);

    Task<bool> readBody(base::Bytes& into, std::size_t most);
    Task<bool> readWholeBody(base::Bytes& into);
    Task<bool> write(base::BytesView bytes);
    Task<bool> answer(int status, base::BytesView contentType, base::BytesView body, bool retry);
    Task<bool> answer(const base::Result<BulkAnswer>& answered);
    Task<bool> refuse(const base::Error& error, bool retry);
    Task<bool> refuseBusy(const char* why);
    /// Runs `work` on a worker; nullopt when the server stops.
    template <typename Outcome>
    Task<std::optional<Outcome>> onWorker(BulkLane lane, std::function<Outcome()> work);

    void expectWithin(std::chrono::milliseconds time, const char* what);

    BulkEnvironment& m_environment;
    TlsStream m_tls;
    Timer m_deadline, m_patience;
    Timer m_waiting;  // for a slot or for memory; cancelled when it is there
    boost::beast::flat_buffer m_buffer;
    std::string m_fingerprint, m_peer;
    std::uint64_t m_left = 0;  // of the body at hand
    BulkPace m_pace;           // of the request at hand
    bool m_closed = false, m_slotGranted = false;
};

}  // namespace fleet
