// Phone: one virtual phone as the agent's loop sees it: its journal, its machine, the work that is under way for it.
// Loop only; work on a worker has copies and the shared WorkState, and ends in the inbox.
#pragma once

#include <map>

#include "agent/back_off.h"
#include "agent/desired_intake.h"
#include "agent/guest_policy.h"
#include "agent/inbox.h"
#include "agent/phone_step.h"
#include "agent/state/journal.h"
#include "fleet/protocol/policy_receipt.h"

namespace agent {

/// What of the handset concerns every phone at one turn.
struct Surroundings {
    bool held = false;      // a wipe order is being carried out
    bool mayStart = false;  // the gateway had its time to answer
    base::Timestamp now;  // trusted time
    base::Timestamp heardAt;
};

class Phone {
public:
    Phone(Services& services, Journal& journal, std::shared_ptr<Inbox> inbox, PhoneRecord record);

    /// Reads the desired state in force, adopts the machine when there is one, and clears what a dead agent left open.
    base::Result<void> begin();

    [[nodiscard]] const PhoneRecord& record() const { return m_record; }
    [[nodiscard]] const fleet::protocol::DesiredState& desired() const { return m_desired; }
    [[nodiscard]] const std::shared_ptr<hypervisor::Machine>& machine() const { return m_holder.machine(); }

    /// Journals a change; what failed to be saved is not in force.
    base::Result<void> change(const std::function<void(PhoneRecord&)>& edit);
    /// The next envelope: journaled, then in force.
    base::Result<void> take(const OpenedEnvelope& opened);

    /// Observes, applies policy, and takes the steps that follow.
    void turn(const Surroundings& surroundings);
    /// Tries what failed at once.
    void retryNow() { m_backOffs.clear(); }

    [[nodiscard]] bool busy() const { return m_work.has_value(); }
    /// Nothing is about to change: an operation finds the phone as it will stay.
    [[nodiscard]] bool steady() const;
    [[nodiscard]] bool running() const { return m_seen.state == hypervisor::RunState::Running; }
    void cancelWork();
    /// Runs `job` on the phone's worker; what it returns runs on the loop afterwards. The phone must not be busy.
    /// `needsMachine`: the loop leaves the machine alone meanwhile.
    void run(std::shared_ptr<WorkState> state, bool needsMachine, std::function<std::function<void()>(StepWork&)> job);

    [[nodiscard]] fleet::protocol::PhoneReport report() const;
    /// The longest time between two of its reports; nothing when the policy names none.
    [[nodiscard]] std::optional<base::Duration> reportInterval() const { return agent::reportInterval(m_desired.settings); }
    /// What is enforced just now, without its place in the chain; nullopt while that is about to change.
    [[nodiscard]] std::optional<fleet::protocol::PolicyReceipt> receipt(base::Timestamp at) const;
    /// Keeps phase and detail in the journal for those who read it.
    void noteReport(const fleet::protocol::PhoneReport& report);

private:
    struct Work {
        const PhoneStep* step = nullptr;  // null: an operation
        std::shared_ptr<WorkState> state;
        bool needsMachine = false;
    };

    [[nodiscard]] PhoneFacts facts() const;
    [[nodiscard]] bool leaseEnded() const;
    [[nodiscard]] bool waitsForOwner() const;
    /// Journals what the owner asked for on her command line.
    void takeOwnersWish();
    [[nodiscard]] StepWork workFor(std::shared_ptr<WorkState> state) const;
    [[nodiscard]] BackOff& backOff(const PhoneStep& step);
    [[nodiscard]] const base::Error* problem() const;
    [[nodiscard]] std::pair<std::string, std::string> phaseAndDetail() const;
    base::Result<void> observe();
    void tellGuest();
    void watchBoot();
    /// Keeps in the journal since when the phone is off.
    void watchPower();
    void watchEncryption();
    void applyControls();
    bool takeStep();
    void begin(const PhoneStep& step);
    void ended(const PhoneStep& step, base::Result<StepOutcome> outcome);

    Services& m_services;
    Journal& m_journal;
    std::shared_ptr<Inbox> m_inbox;
    PhoneRecord m_record;
    fleet::protocol::DesiredState m_desired;
    std::shared_ptr<PhoneSource> m_source = std::make_shared<PhoneSource>();
    GuestPolicy m_guestPolicy;  // of m_desired
    MachineHolder m_holder;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // work that ends after us finds it gone
    std::optional<Work> m_work;
    std::map<std::string_view, BackOff> m_backOffs;  // by step
    std::optional<base::Error> m_observeError;

    Surroundings m_surroundings;
    hypervisor::MachineObservation m_seen;
    std::optional<base::Timestamp> m_watched;  // start of the machine whose boot is being waited for
    base::Duration m_watchedSince{0};
    std::string m_unfit;

    std::optional<bool> m_encrypted;  // the data disk, where the policy demands it
    std::optional<base::Timestamp> m_encryptionSeenOf;

    std::optional<hypervisor::Controls> m_applied;
    std::optional<base::Timestamp> m_appliedTo;  // start of the machine they were applied to
    std::optional<base::Error> m_controlError;
    std::vector<fleet::protocol::ControlReport> m_controls;
    base::Duration m_controlsAgain{0};
};

}  // namespace agent
