#include "fleet/transfer/bulk_server.h"

#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/ThreadPool.h>

#include <algorithm>

#include "fleet/transfer/bulk_session.h"
#include "fleet/transfer/transfer_tls.h"

namespace fleet {
namespace {

constexpr int kBacklog = 1024;
constexpr int kMostQueued = 256;
constexpr int kReadSeconds = 10;
constexpr int kKeepAliveSeconds = 20;

Poco::Net::HTTPServerParams* parametersFor(unsigned threads) {
    auto* parameters = new Poco::Net::HTTPServerParams;
    parameters->setMaxThreads(static_cast<int>(threads));
    parameters->setMaxQueued(kMostQueued);
    parameters->setTimeout(Poco::Timespan(kReadSeconds, 0));
    parameters->setKeepAlive(true);
    parameters->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
    return parameters;
}

class PocoBulkServer final : public BulkServer {
public:
    PocoBulkServer(const Poco::Net::SecureServerSocket& socket, unsigned threads, HandsetGate& gate, images::ChunkSource& chunks)
        : m_services{gate, chunks}, m_port(socket.address().port()), m_pool("bulk", 2, static_cast<int>(threads) + 1),
          m_server(new BulkSessionFactory(m_services), m_pool, socket, parametersFor(threads)) {
        m_server.start();
    }
    ~PocoBulkServer() override {
        m_server.stopAll(true);
        m_pool.joinAll();
    }
    std::uint16_t port() const override { return m_port; }

private:
    BulkServices m_services;
    const std::uint16_t m_port;
    Poco::ThreadPool m_pool;
    Poco::Net::HTTPServer m_server;
};

base::Error cannotListen(const BulkServerOptions& options, const Poco::Exception& error) {
    const std::string port = std::to_string(options.port);
    if (error.code() == EADDRINUSE)
        return {base::ErrorCode::Conflict, "port " + port + " on " + options.address + " is in use by another program: stop that "
                                           "program, or choose another port for the handsets' transfers"};
    return {base::ErrorCode::Unavailable, "cannot listen on " + options.address + " port " + port + ": " + error.displayText()};
}

}  // namespace

base::Result<std::unique_ptr<BulkServer>> startBulkServer(const BulkServerOptions& options, const ServerIdentity& identity,
                                                          const std::string& authorityPem, HandsetGate& gate,
                                                          images::ChunkSource& chunks) {
    TWINSET_ASSIGN(const Poco::Net::Context::Ptr context, serverTransferTls(identity, authorityPem));
    try {
        const Poco::Net::SocketAddress address(options.address, options.port);
        Poco::Net::SecureServerSocket socket(context);
        // Poco's constructor sets SO_REUSEPORT, with which a second gateway would silently take half of the connections.
        socket.bind(address, true, false);
        socket.listen(kBacklog);
        return std::unique_ptr<BulkServer>(
            std::make_unique<PocoBulkServer>(socket, std::max(options.threads, 1U), gate, chunks));
    } catch (const Poco::Exception& error) {
        return cannotListen(options, error);
    }
}

}  // namespace fleet
