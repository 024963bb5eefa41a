#include "fleet/link/link_client.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>
#include <thread>

#include "fleet/link/back_off.h"
#include "fleet/link/client_session.h"
#include "fleet/link/name_lookup.h"

namespace fleet {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A link that held this long was a good one: the next trouble is a new one.
constexpr auto kSteadyLink = std::chrono::seconds(20);

class BeastLinkClient final : public LinkClient, public ClientSessionListener {
public:
    BeastLinkClient(TlsContext tls, const LinkClientOptions& options, LinkListener& listener)
        : m_tls(std::move(tls)), m_host(options.host), m_port(options.port), m_times(options.times), m_listener(listener),
          m_backOff(options.shortestBackOff, options.longestBackOff), m_work(m_context.get_executor()), m_retry(m_context) {
        SSL_CTX_sess_set_new_cb(m_tls.get(), ClientSession::onTicket);
        m_thread = std::thread([this] {
            connect();
            m_context.run();
        });
    }

    ~BeastLinkClient() override {
        boost::asio::post(m_context, [this] {
            m_stopping = true;
            setMailbox(nullptr);
            m_lookup.reset();
            m_retry.cancel();
            if (m_session) std::exchange(m_session, nullptr)->abandon();
            m_work.reset();
        });
        m_thread.join();
        m_lookup.reset();
    }

    bool send(const protocol::Message& message) override {
        std::shared_ptr<Mailbox> mailbox;
        {
            const std::lock_guard lock(m_mutex);
            mailbox = m_mailbox;
        }
        return mailbox && mailbox->put(message, {});
    }

private:
    void connect() {
        m_lookup = std::make_unique<NameLookup>(m_host, [this](base::Result<std::vector<std::string>> addresses) {
            boost::asio::post(m_context, [this, addresses = std::move(addresses)] { onAddresses(addresses); });
        });
    }

    void onAddresses(const base::Result<std::vector<std::string>>& addresses) {
        if (m_stopping) return;
        if (!addresses) return sessionEnded(addresses.error().message);
        m_session = std::make_shared<ClientSession>(m_context, *m_tls, m_times, m_host, m_port, *this);
        m_session->start(*addresses, m_resumable.get());
    }

    void retryAfter(base::Duration delay) {
        m_session.reset();
        setMailbox(nullptr);
        m_retry.expires_after(delay);
        m_retry.async_wait([this](boost::system::error_code cancelled) {
            if (!cancelled && !m_stopping) connect();
        });
    }

    void setMailbox(std::shared_ptr<Mailbox> mailbox) {
        const std::lock_guard lock(m_mutex);
        m_mailbox = std::move(mailbox);
    }

    void sessionUp(const std::shared_ptr<Mailbox>& mailbox) override {
        m_upSince = SteadyClock::now();
        setMailbox(mailbox);
        m_listener.linkUp();
    }

    void sessionReceived(const protocol::Message& message) override { m_listener.linkReceived(message); }

    void sessionRefused(const protocol::Refusal& refusal) override {
        retryAfter(m_backOff.longest());
        m_listener.linkRefused(refusal);
    }

    void sessionEnded(const std::string& reason) override {
        if (m_upSince && SteadyClock::now() - *m_upSince > kSteadyLink) m_backOff.reset();
        m_upSince.reset();
        retryAfter(m_backOff.next());
        m_listener.linkDown(reason);
    }

    void sessionResumable(TlsSession session) override { m_resumable = std::move(session); }

    const TlsContext m_tls;
    const std::string m_host;
    const std::uint16_t m_port;
    const LinkTimes m_times;
    LinkListener& m_listener;
    std::mutex m_mutex;
    std::shared_ptr<Mailbox> m_mailbox;  // guarded by m_mutex; null while the link is down

    // All below: on the thread.
    BackOff m_backOff;
    TlsSession m_resumable;
    std::optional<SteadyClock::time_point> m_upSince;
    bool m_stopping = false;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::steady_timer m_retry;
    std::shared_ptr<ClientSession> m_session;
    std::unique_ptr<NameLookup> m_lookup;
    std::thread m_thread;
};

}  // namespace

base::Result<std::unique_ptr<LinkClient>> startLinkClient(const LinkClientOptions& options, LinkListener& listener) {
    TWINSET_ASSIGN(TlsContext tls, createClientTls(options.certificatePem, options.privateKeyPem, options.authorityPem));
    return std::unique_ptr<LinkClient>(std::make_unique<BeastLinkClient>(std::move(tls), options, listener));
}

}  // namespace fleet
