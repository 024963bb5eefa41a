#include "fleet/link/link_server.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <algorithm>
#include <vector>

#include "base/log.h"
#include "fleet/link/network_thread.h"

namespace fleet {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;
constexpr auto kAcceptPause = std::chrono::milliseconds(200);

class BeastLinkServer final : public LinkServer {
public:
    BeastLinkServer(TlsContext tls, const LinkServerOptions& options, HandsetGate& gate) : m_tls(std::move(tls)) {
        for (unsigned i = 0; i < std::max(options.threads, 1U); ++i)
            m_threads.push_back(std::make_unique<NetworkThread>(gate, m_links, *m_tls, options.times));
        m_acceptor = std::make_unique<tcp::acceptor>(m_threads.front()->context());
        m_pause = std::make_unique<boost::asio::steady_timer>(m_threads.front()->context());
    }

    ~BeastLinkServer() override {
        boost::asio::post(m_threads.front()->context(), [this] {
            m_stopping = true;
            error_code ignored;
            m_acceptor->close(ignored);
            m_pause->cancel();
        });
        for (const auto& thread : m_threads) thread->stop();
        const auto anySweeps = [this] {
            bool any = false;
            for (const auto& thread : m_threads) any = thread->sweep() || any;
            return any;
        };
        while (anySweeps()) {
        }
        m_pause.reset();
        m_acceptor.reset();
    }

    base::Result<void> listen(const LinkServerOptions& options) {
        error_code error;
        const auto address = boost::asio::ip::make_address(options.address, error);
        if (error)
            return {base::ErrorCode::InvalidInput, "'" + options.address + "' is not an IP address to listen on (0.0.0.0 means all)"};
        const tcp::endpoint endpoint(address, options.port);
        m_acceptor->open(endpoint.protocol(), error);
        if (!error) m_acceptor->set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) m_acceptor->bind(endpoint, error);
        if (!error) m_acceptor->listen(kBacklog, error);
        if (error) return cannotListen(options, error);
        m_port = m_acceptor->local_endpoint(error).port();
        return {};
    }

    void run() {
        accept();
        for (const auto& thread : m_threads) thread->run();
    }

    std::uint16_t port() const override { return m_port; }
    std::size_t connections() const override { return m_links.count(); }

private:
    static base::Error cannotListen(const LinkServerOptions& options, const error_code& error) {
        const std::string port = std::to_string(options.port);
        if (error == boost::asio::error::address_in_use)
            return {base::ErrorCode::Conflict, "port " + port + " on " + options.address +
                                                   " is in use by another program: stop that program, or choose another port "
                                                   "for the handsets' link"};
        const auto code = error == boost::asio::error::access_denied ? base::ErrorCode::Denied : base::ErrorCode::Unavailable;
        return {code, "cannot listen on " + options.address + " port " + port + ": " + error.message()};
    }

    void accept() {
        NetworkThread& thread = *m_threads[m_next++ % m_threads.size()];
        m_acceptor->async_accept(thread.context(), [this, &thread](error_code error, TlsStream::Socket socket) {
            if (m_stopping || error == boost::asio::error::operation_aborted) return;
            if (error) return pauseAfter(error);
            thread.adopt(std::move(socket));
            accept();
        });
    }

    void pauseAfter(const error_code& error) {
        base::logWarning("cannot accept a handset's connection, trying again: " + error.message());
        m_pause->expires_after(kAcceptPause);
        m_pause->async_wait([this](error_code cancelled) {
            if (!cancelled && !m_stopping) accept();
        });
    }

    const TlsContext m_tls;
    mutable LiveLinks m_links;
    std::vector<std::unique_ptr<NetworkThread>> m_threads;
    std::unique_ptr<tcp::acceptor> m_acceptor;
    std::unique_ptr<boost::asio::steady_timer> m_pause;
    std::uint16_t m_port = 0;
    std::size_t m_next = 0;    // on the first thread
    bool m_stopping = false;   // on the first thread
};

}  // namespace

base::Result<std::unique_ptr<LinkServer>> startLinkServer(const LinkServerOptions& options, const ServerIdentity& identity,
                                                          const std::string& authorityPem, HandsetGate& gate) {
    TWINSET_ASSIGN(TlsContext tls, createServerTls(identity, authorityPem));
    auto server = std::make_unique<BeastLinkServer>(std::move(tls), options, gate);
    TWINSET_TRY(server->listen(options));
    server->run();
    return std::unique_ptr<LinkServer>(std::move(server));
}

}  // namespace fleet
