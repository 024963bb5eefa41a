// Reporter: keeps the fleet's picture of the phones current. A phone's report goes out when it differs from what was
// acknowledged last, not more often than the interval allows, and again until it is acknowledged. Loop only.
#pragma once

#include <map>
#include <vector>

#include "agent/services.h"

namespace agent {

class Reporter {
public:
    explicit Reporter(Services& services) : m_services(services) {}

    void linkUp();
    void linkDown() { m_up = false; }
    void acknowledged(const std::string& message);
    /// Sends what is due of the phones' current reports. `intervals`: phones whose report goes out at least that often, changed or not.
    void turn(const std::vector<fleet::protocol::PhoneReport>& reports, const std::map<base::PhoneId, base::Duration>& intervals);

private:
    struct Sent {
        std::string message;
        std::map<base::PhoneId, base::Digest> content;
        base::Duration at{0};
    };
    [[nodiscard]] bool due(const std::map<base::PhoneId, base::Digest>& content) const;

    Services& m_services;
    bool m_up = false;
    struct Acknowledged {
        base::Digest content;
        base::Duration at{0};
    };
    std::map<base::PhoneId, Acknowledged> m_acknowledged;
    std::optional<Sent> m_sent;  // the newest that is on its way
    std::optional<base::Duration> m_lastSent;
};

}  // namespace agent
