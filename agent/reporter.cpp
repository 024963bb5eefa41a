#include "agent/reporter.h"

#include <nlohmann/json.hpp>

#include "base/log.h"

namespace agent {

namespace {
// Several phones' reports must fit into one message uncut; what remains follows when this was acknowledged.
constexpr std::size_t kMostPhonesAMessage = 6;
constexpr std::size_t kMostText = 32 * 1024;
}  // namespace

void Reporter::linkUp() {
    m_up = true;
    m_acknowledged.clear();
    m_sent.reset();
}

void Reporter::acknowledged(const std::string& message) {
    if (!m_sent || m_sent->message != message) return;
    const auto now = m_services.clock.monotonic();
    for (const auto& [phone, content] : m_sent->content) m_acknowledged[phone] = {content, now};
    m_sent.reset();
}

bool Reporter::due(const std::map<base::PhoneId, base::Digest>& content) const {
    const auto now = m_services.clock.monotonic();
    if (m_lastSent && now - *m_lastSent < m_services.timing.messageInterval) return false;
    if (!m_sent || m_sent->content != content) return true;
    return now - m_sent->at >= m_services.timing.repeatInterval;
}

void Reporter::turn(const std::vector<fleet::protocol::PhoneReport>& reports,
                    const std::map<base::PhoneId, base::Duration>& intervals) {
    if (!m_up) return;
    fleet::protocol::Report report;
    std::map<base::PhoneId, base::Digest> content;
    std::size_t size = 0;
    const auto now = m_services.clock.monotonic();
    for (const auto& phone : reports) {
        const auto text =
            fleet::protocol::phoneReportToJson(phone).dump(-1, ' ', false, base::Json::error_handler_t::replace);
        const auto digest = base::Digest::of(text);
        const auto known = m_acknowledged.find(phone.phone);
        const auto interval = intervals.find(phone.phone);
        const bool overdue = known != m_acknowledged.end() && interval != intervals.end() && now - known->second.at >= interval->second;
        if (known != m_acknowledged.end() && known->second.content == digest && !overdue) continue;
        size += text.size();
        if (!report.phones.empty() && size > kMostText) break;
        content[phone.phone] = digest;
        report.phones.push_back(phone);
        if (report.phones.size() == kMostPhonesAMessage) break;
    }
    if (content.empty() || !due(content)) return;
    report.at = m_services.clock.now();
    const auto message = base::newIdText("ms");
    if (!m_services.link.send({message, report})) return;
    m_lastSent = m_services.clock.monotonic();
    m_sent = Sent{message, std::move(content), *m_lastSent};
}

}  // namespace agent
