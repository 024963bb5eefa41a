// IncidentDesk: what the fleet's operators should know, kept in incidents.json until the gateway has it. One is on its way
// at a time, oldest first. Loop only.
#pragma once

#include <deque>

#include "agent/services.h"

namespace agent {

class IncidentDesk {
public:
    explicit IncidentDesk(Services& services) : m_services(services) {}

    base::Result<void> load();
    /// Durable on return, unless the disk fails: then it is kept in memory and said in the log. One that is waiting
    /// already is not noted again; when 32 are waiting, the newest is only logged.
    void note(fleet::protocol::Incident incident);

    void linkUp() { m_up = true; }
    void linkDown();
    void acknowledged(const std::string& message);
    void turn();

private:
    struct Sent {
        std::string message;
        base::Duration at{0};
    };
    base::Result<void> save() const;

    Services& m_services;
    bool m_up = false;
    std::deque<fleet::protocol::Incident> m_waiting;
    std::optional<Sent> m_sent;  // the first of m_waiting
};

}  // namespace agent
