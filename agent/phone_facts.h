// PhoneFacts: what is known of one virtual phone at one moment, from which its next step follows. Promises come from
// the journal, wishes from the desired state, the rest was just observed.
#pragma once

#include "agent/policy_rules.h"
#include "agent/state/phone_record.h"
#include "fleet/protocol/desired_state.h"
#include "hypervisor-bridge/machine.h"

namespace agent {

inline constexpr int kMostStartsOfANewRelease = 3;

struct PhoneFacts {
    PhoneFacts(const PhoneRecord& journal, const fleet::protocol::DesiredState& wish)
        : record(journal), desired(wish) {}

    const PhoneRecord& record;
    const fleet::protocol::DesiredState& desired;

    bool defined = false;         // the driver knows the machine
    bool definitionFits = false;  // ... as it is meant to be
    std::optional<Slot> definedSlot;
    hypervisor::RunState run = hypervisor::RunState::Stopped;
    bool proved = false;  // since the machine's last start
    bool bootDeadlinePassed = false;
    std::string unfit;        // the guest answered, and is not what was started: why
    std::string pauseReason;  // the hypervisor's, when it stands still or failed

    bool remoteServed = false;  // the machine can reach the data that is not here yet
    bool remoteCopied = false;  // all of that data was copied, and the disk does not count as whole yet

    bool waitsForOwner = false;  // the data it comes from is under a key that its owner has yet to give

    bool guestHasPart = false;  // the policy has settings that the guest enforces

    UpdateMoment switching;  // whether a staged release may be switched to now

    bool held = false;      // a wipe order is being carried out on this handset
    bool mayStart = false;  // the gateway had its time to answer first
    bool leaseEnded = false;

    std::optional<TakenStep> dueStep;  // the next compliance step to take
    std::vector<TakenStep> lapsedSteps;  // taken, and to be taken back

    [[nodiscard]] bool erasing() const {
        return record.wipeOrder || !desired.present || record.stepOf(policy::ComplianceAction::Wipe) != nullptr;
    }
    [[nodiscard]] bool blocked() const { return record.stepOf(policy::ComplianceAction::Block) != nullptr; }
    /// The lease or a block keeps the phone from running.
    [[nodiscard]] bool standsStill() const { return leaseEnded || blocked(); }
    [[nodiscard]] bool alive() const { return !erasing() && !held; }
    [[nodiscard]] bool stopped() const { return run == hypervisor::RunState::Stopped; }
    /// The guest stands still because a write to the handset's disk failed; it can go on once there is space.
    [[nodiscard]] bool diskFailed() const { return run == hypervisor::RunState::Failed && pauseReason == "io-error"; }
    [[nodiscard]] bool changing() const { return record.change && !record.change->fallingBack; }
    /// A new release was started so often without proving itself that it is not started again.
    [[nodiscard]] bool worn() const { return changing() && record.change->starts >= kMostStartsOfANewRelease; }
    /// The desired release lies in the slot that is not active, and nothing is being changed.
    [[nodiscard]] bool staged() const {
        const auto* other = record.active && !record.change ? record.content(otherSlot(*record.active)) : nullptr;
        return other != nullptr && other->manifest == desired.release.manifest && !rejected();
    }
    /// The release that is to boot is not older than the policy's floor.
    [[nodiscard]] bool mayBoot() const {
        const auto* content = record.content(record.bootSlot());
        return content != nullptr && permitRelease(desired.settings, content->version).ok();
    }
    /// The desired release failed here under this very document.
    [[nodiscard]] bool rejected() const {
        return record.rejection && record.rejection->manifest == desired.release.manifest &&
               record.rejection->documentVersion == record.version;
    }
};

}  // namespace agent
