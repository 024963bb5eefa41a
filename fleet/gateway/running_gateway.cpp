#include "fleet/gateway/running_gateway.h"

#include <unistd.h>

#include <charconv>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/log.h"
#include "fleet/catalog/setting_table.h"
#include "fleet/gateway/admin_server.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/link/link_server.h"
#include "fleet/transfer/bulk_server.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

constexpr auto kTick = std::chrono::seconds(1);
constexpr int kTriesForAPort = 12;
constexpr auto kBetweenTries = std::chrono::milliseconds(250);

/// Calls Gateway::tick every second until it dies.
class Ticker {
public:
    explicit Ticker(Gateway& gateway) : m_gateway(gateway), m_thread([this] { run(); }) {}
    ~Ticker() {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

private:
    void run() {
        std::unique_lock lock(m_mutex);
        while (!m_wake.wait_for(lock, kTick, [this] { return m_stopping; })) {
            lock.unlock();
            m_gateway.tick();
            lock.lock();
        }
    }
    Gateway& m_gateway;
    std::mutex m_mutex;  // guards m_stopping
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::thread m_thread;
};

std::uint16_t rememberedPort(catalog::Catalog& catalog, const std::string& name) {
    const auto text = catalog.read([&](Transaction& transaction) -> base::Result<std::string> {
        return catalog::SettingTable(transaction).find("port." + name).value_or("0");
    });
    std::uint16_t port = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), port);
    return port;
}

/// Starts a server on the port that was asked for; for 0 on that of last time, and on any when that one stays taken. It
/// may be taken for a moment only: by the gateway that was just killed, or by a connection that happened to get it.
template <typename Start>
auto startOnPort(catalog::Catalog& catalog, const std::string& name, std::uint16_t asked, Start start)
    -> decltype(start(asked)) {
    const auto last = asked == 0 ? rememberedPort(catalog, name) : asked;
    auto server = start(last);
    const auto taken = [&] { return !server && server.error().code == ErrorCode::Conflict && asked == 0 && last != 0; };
    for (int tries = 0; taken() && tries < kTriesForAPort; ++tries) {
        std::this_thread::sleep_for(kBetweenTries);
        server = start(last);
    }
    if (taken()) {
        base::logWarning("the " + name + " port of last time, " + std::to_string(last) +
                         ", is taken: choosing another. Handsets that are enrolled know the former one");
        server = start(0);
    }
    if (!server) return server;
    const auto written = catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto text = std::to_string((*server)->port());
        if (catalog::SettingTable(transaction).find("port." + name) != text)
            catalog::SettingTable(transaction).put("port." + name, text);
        return {};
    });
    if (!written) return written.error();
    return server;
}

class ServingGateway final : public RunningGateway {
public:
    explicit ServingGateway(std::unique_ptr<Gateway> gateway) : m_gateway(std::move(gateway)) {}

    base::Result<void> start(const RunningGatewayOptions& options) {
        auto& context = m_gateway->context();
        TWINSET_ASSIGN(const auto identity, context.authority.issueServer({options.address, options.gateway.publicHost,
                                                                           "localhost", "127.0.0.1"}));
        const auto& authorityPem = context.authority.certificatePem();
        TWINSET_ASSIGN(m_link, startOnPort(context.catalog, "link", options.linkPort, [&](std::uint16_t port) {
                           LinkServerOptions link;
                           link.address = options.address;
                           link.port = port;
                           return startLinkServer(link, identity, authorityPem, m_gateway->gate());
                       }));
        TWINSET_ASSIGN(m_bulk, startOnPort(context.catalog, "bulk", options.bulkPort, [&](std::uint16_t port) {
                           BulkServerOptions bulk;
                           bulk.address = options.address;
                           bulk.port = port;
                           return startBulkServer(bulk, identity, authorityPem, m_gateway->gate(), context.store);
                       }));
        m_gateway->setHandsetPorts(m_link->port(), m_bulk->port());
        TWINSET_ASSIGN(m_admin, startOnPort(context.catalog, "admin", options.adminPort, [&](std::uint16_t port) {
                           AdminServerOptions admin;
                           admin.address = options.address;
                           admin.port = port;
                           return startAdminServer(admin, identity, *m_gateway);
                       }));
        m_ticker = std::make_unique<Ticker>(*m_gateway);
        return {};
    }

    base::Result<void> describe(base::FileSystem& fileSystem, const std::filesystem::path& path) const {
        const base::Json json{{"adminPort", adminPort()},
                              {"linkPort", linkPort()},
                              {"bulkPort", bulkPort()},
                              {"authorityFingerprint", authorityFingerprint()},
                              {"pid", ::getpid()}};
        return fileSystem.writeFileAtomically(path, json.dump() + "\n", 0644);
    }

    [[nodiscard]] Gateway& gateway() override { return *m_gateway; }
    [[nodiscard]] std::uint16_t adminPort() const override { return m_admin->port(); }
    [[nodiscard]] std::uint16_t linkPort() const override { return m_link->port(); }
    [[nodiscard]] std::uint16_t bulkPort() const override { return m_bulk->port(); }
    [[nodiscard]] std::string authorityFingerprint() const override {
        return m_gateway->context().authority.fingerprint().hex();
    }

private:
    // Destroyed from the last to the first: nobody asks a gateway that is gone.
    std::unique_ptr<Gateway> m_gateway;
    std::unique_ptr<LinkServer> m_link;
    std::unique_ptr<BulkServer> m_bulk;
    std::unique_ptr<AdminServer> m_admin;
    std::unique_ptr<Ticker> m_ticker;
};

}  // namespace

base::Result<std::unique_ptr<RunningGateway>> startGateway(base::FileSystem& fileSystem, const base::Clock& clock,
                                                           const RunningGatewayOptions& options) {
    TWINSET_ASSIGN(auto gateway, Gateway::open(fileSystem, clock, options.gateway));
    auto serving = std::make_unique<ServingGateway>(std::move(gateway));
    TWINSET_TRY(serving->start(options));
    if (options.beforeAnnounced) TWINSET_TRY(options.beforeAnnounced(*serving));
    TWINSET_TRY(serving->describe(fileSystem, options.gateway.dataDirectory / "gateway.json"));
    return std::unique_ptr<RunningGateway>(std::move(serving));
}

}  // namespace fleet
