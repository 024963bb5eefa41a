#include "fleet/transfer/bulk_server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "base/log.h"
#include "fleet/link/link_times.h"
#include "fleet/link/tls_context.h"
#include "fleet/transfer/bulk_session.h"

namespace fleet {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 1024;
constexpr auto kAcceptPause = std::chrono::milliseconds(200);
constexpr unsigned char kBulkSessionContext[] = "twinset bulk 1";

class BeastBulkServer final : public BulkServer {
public:
    BeastBulkServer(TlsContext tls, const BulkServerOptions& options, HandsetGate& gate, images::ChunkSource& chunks)
        : m_tls(std::move(tls)),
          m_services{gate, chunks},
          m_workers(options.workers),
          m_environment{m_services, *m_tls, m_workers, options.times} {}

    ~BeastBulkServer() override {
        boost::asio::post(m_context, [this] {
            m_stopping = true;
            error_code ignored;
            m_acceptor.close(ignored);
            m_pause.cancel();
            for (const auto& session : std::set(m_environment.sessions)) session->close("the gateway stops");
        });
        m_workers.stop();
        m_work.reset();
        if (m_thread.joinable()) m_thread.join();
    }
    BeastBulkServer(const BeastBulkServer&) = delete;
    BeastBulkServer& operator=(const BeastBulkServer&) = delete;

    base::Result<void> listen(const BulkServerOptions& options) {
        error_code error;
        const auto address = boost::asio::ip::make_address(options.address, error);
        if (error)
            return {base::ErrorCode::InvalidInput, "'" + options.address + "' is not an IP address to listen on (0.0.0.0 means all)"};
        const tcp::endpoint endpoint(address, options.port);
        m_acceptor.open(endpoint.protocol(), error);
        if (!error) m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) m_acceptor.bind(endpoint, error);
        if (!error) m_acceptor.listen(kBacklog, error);
        if (error) return cannotListen(options, error);
        m_port = m_acceptor.local_endpoint(error).port();
        return {};
    }

    void run() {
        accept();
        m_thread = std::thread([this] { m_context.run(); });
    }
    std::uint16_t port() const override { return m_port; }

private:
    static base::Error cannotListen(const BulkServerOptions& options, const error_code& error) {
        const std::string port = std::to_string(options.port);
        if (error == boost::asio::error::address_in_use)
            return {base::ErrorCode::Conflict, "port " + port + " on " + options.address +
                                                   " is in use by another program: stop that program, or choose another port "
                                                   "for the handsets' transfers"};
        return {base::ErrorCode::Unavailable, "cannot listen on " + options.address + " port " + port + ": " + error.message()};
    }

    void accept() {
        m_acceptor.async_accept(m_context, [this](error_code error, TlsStream::Socket socket) {
            if (m_stopping || error == boost::asio::error::operation_aborted) return;
            if (error) return pauseAfter(error);
            begin(std::move(socket));
            accept();
        });
    }

    void begin(TlsStream::Socket socket) {
        if (m_environment.sessions.size() >= kMostConnections) return;  // closes it; its handset tries again
        ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnansweredMilliseconds,
                     sizeof kUnansweredMilliseconds);
        std::make_shared<BulkSession>(std::move(socket), m_environment)->start();
    }

    void pauseAfter(const error_code& error) {
        base::logWarning("cannot accept a bulk connection, trying again: " + error.message());
        m_pause.expires_after(kAcceptPause);
        m_pause.async_wait([this](error_code cancelled) {
            if (!cancelled && !m_stopping) accept();
        });
    }

    const TlsContext m_tls;
    BulkServices m_services;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work{m_context.get_executor()};
    tcp::acceptor m_acceptor{m_context};
    boost::asio::steady_timer m_pause{m_context};
    BulkWorkers m_workers;
    BulkEnvironment m_environment;  // on the thread
    std::uint16_t m_port = 0;
    bool m_stopping = false;  // on the thread
    std::thread m_thread;
};

/// As the link's, but a certificate is asked for and not demanded: who enrols has none.
base::Result<TlsContext> createBulkTls(const ServerIdentity& identity, const std::string& authorityPem) {
    TWINSET_ASSIGN(auto context, createServerTls(identity, authorityPem));
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_id_context(context.get(), kBulkSessionContext, sizeof kBulkSessionContext - 1);
    return context;
}

}  // namespace

base::Result<std::unique_ptr<BulkServer>> startBulkServer(const BulkServerOptions& options, const ServerIdentity& identity,
                                                          const std::string& authorityPem, HandsetGate& gate,
                                                          images::ChunkSource& chunks) {
    TWINSET_ASSIGN(TlsContext tls, createBulkTls(identity, authorityPem));
    auto server = std::make_unique<BeastBulkServer>(std::move(tls), options, gate, chunks);
    TWINSET_TRY(server->listen(options));
    server->run();
    return std::unique_ptr<BulkServer>(std::move(server));
}

}  // namespace fleet
