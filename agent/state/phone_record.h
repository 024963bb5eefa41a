// PhoneRecord: what the agent has promised itself about one virtual phone. It is the content of the phone's journal,
// and is saved before the agent acts on it, so that an agent which dies anywhere finds out from it what remains to be
// done. What can be observed (does the machine run? from which slot?) is asked of the driver and never stored.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "agent/state/guest_delivery.h"
#include "agent/state/layout.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"
#include "fleet/protocol/messages.h"
#include "policy/compliance.h"

namespace agent {

/// The persona that the fleet rules; every other one is a person's own.
inline constexpr const char* kWorkPersona = "work";

enum class DataState {
    None,       // no data disk
    Preparing,  // being created or restored; whatever is there is worthless
    Ready,
    Erased,  // wiped or removed; never comes back
};

/// Which end of the handset's channel this phone has.
enum class ChannelEnd { None, Listens, Connects };

/// A staged release.
struct SlotContent {
    base::Digest manifest;
    std::string image, version, commandLine;
    bool operator==(const SlotContent&) const = default;
};

/// A change of release that is under way. It begins with the active slot still running.
struct ReleaseSwitch {
    Slot to = Slot::B;
    bool fallingBack = false;  // `to` failed; the active slot is to boot again
    int starts = 0;            // how often `to` was started
};

/// A release that did not come up here. Not tried again until another desired-state document asks for it.
struct Rejection {
    base::Digest manifest;
    std::int64_t documentVersion = 0;
    fleet::protocol::RejectedRelease report;
};

/// What the owner of a personal phone asked for at the handset: its data as they were in one of her backups.
struct OwnerRestore {
    base::RestorePointId restorePoint;
    base::Digest root;
};

/// The checkpoint that the next backup compares with, and the restore point it belongs to.
struct KeptCheckpoint {
    std::string name;
    base::Digest root;
};

/// The last proof, and the start of the machine it belongs to.
struct Proof {
    fleet::protocol::ProvedState state;
    base::Timestamp startedAt;
};

/// A step of a compliance rule that was taken, and stands until the fleet or, for one that counts from the last contact, being
/// heard takes it back. A wipe is not taken back by being heard.
struct TakenStep {
    std::string rule;
    policy::ComplianceAction action = policy::ComplianceAction::Warn;
    base::Timestamp at;    // trusted time
    bool offline = false;  // counts from the last contact
    std::optional<base::RestorePointId> origin = {};  // of a wipe: where the document said then that the data comes from
    bool operator==(const TakenStep&) const = default;
};

struct PhoneRecord {
    base::PhoneId phone;
    std::string persona;       // fixed by the first document
    base::Bytes document;      // the desired state in force, exact bytes
    std::int64_t version = 0;  // of that document
    base::Bytes envelope;      // that carried it, exact bytes; empty: taken before there were envelopes
    base::Bytes signature;     // of the fleet over the envelope
    std::optional<base::Digest> chain;  // of the last envelope that was verified: the one in force, or a refused one
    std::string refusal;                // why a newer document was not taken; empty: none
    std::int64_t refusedVersion = 0;
    unsigned networkIndex = 0;  // 10.77.0.(2 + index)
    ChannelEnd channel = ChannelEnd::None;
    std::map<Slot, SlotContent> releases;
    std::optional<Slot> active;
    std::optional<ReleaseSwitch> change;
    std::optional<Rejection> rejection;
    DataState data = DataState::None;
    std::optional<base::Digest> remoteRoot;  // the restore point that part of the data still lies in; the data disk is Ready
    bool bootListDue = false;  // what booting from there reads is to be told to the fleet
    std::optional<OwnerRestore> ownerRestore;  // until all of it is on the data disk
    std::optional<KeptCheckpoint> checkpoint;  // of the last backup that succeeded
    std::optional<Proof> proof;
    std::optional<GuestDelivery> guestPolicy;  // the last that was handed over
    bool suspended = false;  // paused because its lease ended
    std::optional<base::Timestamp> offSince;   // since when the machine does not run
    std::vector<TakenStep> steps;
    std::optional<base::OperationId> wipeOrder;
    std::optional<base::Timestamp> erasedAt;
    std::string phase, detail;  // as last reported, for `twinset-agent status`

    /// The slot the machine is meant to boot from; nullopt before the first release is staged.
    [[nodiscard]] std::optional<Slot> bootSlot() const;
    [[nodiscard]] const SlotContent* content(std::optional<Slot> slot) const;
    /// The compliance step of that action that is in force; nullptr when there is none.
    [[nodiscard]] const TakenStep* stepOf(policy::ComplianceAction action) const;
    /// The last envelope that was verified and journaled: the next one has to name it.
    [[nodiscard]] fleet::protocol::EnvelopeTip tip() const;
    /// Puts an envelope and its document in force.
    void force(const fleet::protocol::Desired& desired, std::int64_t ofVersion);
};

base::Bytes writePhoneRecord(const PhoneRecord& record);
/// Corrupt, naming what is wrong, for anything that writePhoneRecord did not write.
base::Result<PhoneRecord> readPhoneRecord(base::BytesView bytes);

}  // namespace agent
