// Agent: the mind of a handset. It hears the fleet, keeps the journals, and moves each virtual phone towards what the
// fleet wants of it.
//
// Threads, and what belongs to whom:
// - The loop (whoever calls begin(), turn() or run()) owns everything here: phones, journals, desks, reporter.
// - Workers (agent/workers.h), one lane a virtual phone and one for receipts, do what takes long. They get copies of
// what
//   they need and the thread-safe Services; what they found out comes back as a WorkEnded in the inbox and is applied
//   by the loop. While a phone's worker needs its machine, the loop leaves that machine alone.
// - The link's thread calls linkUp, linkDown, received and refused; the driver's threads call the event sink. All of
// them
//   only put something into the inbox.
#pragma once

#include <atomic>
#include <memory>
#include <set>

#include "agent/desired_intake.h"
#include "agent/incident_desk.h"
#include "agent/operations/operation_desk.h"
#include "agent/receipt_desk.h"
#include "agent/reporter.h"
#include "agent/wipe_desk.h"

namespace agent {

class Agent {
public:
    /// `services` must outlive the agent, and its workers must be ended before it.
    explicit Agent(Services& services);
    ~Agent();
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    /// Reads the journals and adopts the machines that run, without disturbing them. Once, before anything else.
    base::Result<void> begin();

    // From the link. Any thread; never block.
    void linkUp() { m_inbox->put(LinkUp{}); }
    void linkDown(const std::string& reason) { m_inbox->put(LinkDown{reason}); }
    void received(const fleet::protocol::Message& message) { m_inbox->put(message); }
    void refused(const fleet::protocol::Refusal& refusal) { m_inbox->put(refusal); }

    /// Does everything that can be done now. Returns how long the loop may rest when nothing happens.
    base::Duration turn();
    /// turn() until stop(); work under way is then told to end. Virtual phones go on running.
    void run();
    /// Any thread, and signal handlers.
    void stop() { m_stopping = true; }

private:
    void handle(const Happening& happening);
    void handle(const fleet::protocol::Message& message);
    void handle(const fleet::protocol::Refusal& refusal);
    void take(const fleet::protocol::Message& message);
    void takeAgain();
    void sayHello();
    void heard();
    base::Result<void> takeDesired(const fleet::protocol::Desired& received);
    base::Result<void> takeOpened(const OpenedEnvelope& opened);
    base::Result<void> addPhone(const OpenedEnvelope& opened);
    void noteUnopened(const fleet::protocol::Desired& received, const RefusedEnvelope& refused);
    void noteIncident(std::string_view code, const std::optional<base::PhoneId>& phone, const std::string& why);
    void noteClockSetBack(base::Duration by);
    void keepTime();
    void saveContact();
    void collectReleases();

    Services& m_services;
    std::shared_ptr<Inbox> m_inbox = std::make_shared<Inbox>();
    Journal m_journal;
    Phones m_phones;
    OperationDesk m_operations;
    WipeDesk m_wipes;
    IncidentDesk m_incidents;
    ReceiptDesk m_receipts;
    Reporter m_reporter;
    std::string m_bootId;
    hypervisor::DriverProbe m_probe;
    base::Duration m_begunAt{0};
    bool m_fleetAnswered = false;
    bool m_linked = false;  // the gateway has welcomed this handset, and the link stands
    TrustedTime m_time;
    base::Timestamp m_heardAt;               // in trusted time
    base::Timestamp m_heardSaved, m_timeSaved;
    std::set<base::Digest> m_releasesInUse;
    std::vector<fleet::protocol::Message> m_untaken;  // what could not be journaled (a full disk); taken again later
    base::Duration m_takeAgainAt{0};
    std::atomic<bool> m_stopping{false};
};

}  // namespace agent
