// The messages of the agent link. Each WebSocket text frame is one JSON envelope
//     {"type": TYPE, "id": MESSAGE, "body": {...}}
// of at most 64 KiB. Both ends reject a type, a member or a value that the schema here does not name. Messages are
// idempotent: a message may arrive twice after a reconnect and changes nothing the second time. `ack` for an id means that
// what the message said is committed in the catalog; a sender repeats what was not acknowledged after it reconnects.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "fleet/protocol/policy_receipt.h"

namespace fleet::protocol {

inline constexpr std::size_t kLongestMessage = 64 * 1024;
inline constexpr int kProtocolVersion = 1;
/// Bounds of a report and of a hello. Writing leaves out what is beyond them.
inline constexpr std::size_t kMostPhonesInMessage = 16;
inline constexpr std::size_t kMostControls = 160;           // of one virtual phone
inline constexpr std::size_t kMostControlsInMessage = 512;  // of all phones together: each has an equal part

// ---- agent to gateway ----------------------------------------------------------------------------------------------

/// The end of a phone's chain of envelopes on a handset: the last one that was verified and journaled.
struct EnvelopeTip {
    std::int64_t version = 0;
    std::optional<base::Digest> digest;  // none: journaled before there were envelopes
    bool operator==(const EnvelopeTip&) const = default;
};

/// The first message after a connect.
struct Hello {
    int protocol = kProtocolVersion;
    std::string agentVersion;
    std::string bootId;  // new at each start of the agent
    std::string driver, driverVersion, acceleration;
    std::vector<std::string> capabilities;
    std::map<std::string, EnvelopeTip> applied;  // phone -> the last envelope of it that the handset has journaled
};

/// One control as the hypervisor shows it after policy was applied.
struct ControlReport {
    std::string control;
    /// "applied", "delivered" (the guest keeps the value for its apps), "waiting" (in force, and something waits because of it),
    /// "pending_guest", "unsupported", "failed"
    std::string outcome;
    std::string readBack;
    bool operator==(const ControlReport&) const = default;
};

/// What was observed inside the guest after boot.
struct ProvedState {
    base::Timestamp at;
    std::string release;      // version the guest itself names
    std::string health;       // the health program's JSON text
};

struct RejectedRelease {
    std::string version;
    std::string reason;
    std::string fellBackTo;
};

/// Everything the agent says of one virtual phone; a newer report replaces an older one.
struct PhoneReport {
    base::PhoneId phone;
    std::int64_t desiredVersion = 0;  // of the document this report answers
    std::string phase;                // "staging", "creating", "restoring", "starting", "updating", "running", "stopped",
                                      // "wiped", "absent", "failed"
    double progress = 0;              // of the phase, 0 to 1
    std::string detail;               // for people: what it is doing or why it failed
    std::string runState;             // the hypervisor's: "running", "paused", "stopped", "failed"
    std::string release;              // version in the active slot; empty before the first
    std::string data;                 // "whole": all of its data is on the handset; "remote": part of it is still with the
                                      // fleet; empty: there is no data disk, or nobody says
    std::optional<base::Timestamp> startedAt;
    std::vector<ControlReport> controls;
    std::optional<ProvedState> proved;
    std::optional<RejectedRelease> rejected;
    std::vector<StepReceipt> steps;  // compliance steps that were taken and not taken back
};

struct Report {
    base::Timestamp at;
    std::vector<PhoneReport> phones;
};

struct OperationProgress {
    base::OperationId operation;
    double fraction = 0;
    std::string step;
    bool waiting = false;  // it has not begun, or was put off: `step` says what it waits for
};

struct OperationResult {
    base::OperationId operation;
    bool ok = false;
    std::string code;     // error code name when not ok
    std::string message;  // for people
    std::string result;   // JSON object text, operation-specific
};

/// An envelope was sound, but does not follow the one that the handset has: the gateway is to issue one that does.
struct Resync {
    base::PhoneId phone;
    EnvelopeTip tip;  // no digest: the handset has none of this phone
};

/// Something that an operator should know. fleet/protocol/incident.h has the codes.
struct Incident {
    base::Timestamp at;
    std::string code;
    std::optional<base::PhoneId> phone;
    std::string detail;  // for people
};

/// Exact bytes of a PolicyReceipt and the handset's signature over them.
struct SignedReceipt {
    base::Bytes receipt;
    base::Bytes signature;
};

// ---- gateway to agent ----------------------------------------------------------------------------------------------

struct Welcome {
    base::Timestamp serverTime;
    std::string handsetName;
};

/// Exact bytes of a PolicyEnvelope, of the DesiredState in it, and the fleet key's signature over the envelope.
struct Desired {
    base::Bytes envelope;
    base::Bytes document;
    base::Bytes signature;
};

struct Operation {
    base::OperationId operation;
    std::string kind;  // "virtual_phone_backup", "virtual_phone_restart", "virtual_phone_exec", "virtual_phone_screenshot"
    base::PhoneId phone;
    std::string arguments;  // JSON object text, operation-specific
    base::Timestamp expiresAt;
};

struct OperationCancel {
    base::OperationId operation;
};

struct Ack {
    std::string message;  // id of the message that is committed
};

using Body = std::variant<Hello, Report, OperationProgress, OperationResult, Resync, Incident, SignedReceipt, Welcome, Desired, Operation,
                          OperationCancel, Ack>;

struct Message {
    std::string id;  // at most 64 printable characters; may be empty where no ack is wanted
    Body body;
};

/// Texts for people (detail, health, read-backs, messages) are cut until the message has at most kLongestMessage bytes.
/// Only a Desired or an Operation whose document or arguments break their own bounds comes out longer, or unreadable.
std::string writeMessage(const Message& message);
/// InvalidInput with the path to what is wrong.
base::Result<Message> readMessage(std::string_view text);

/// The JSON of one phone's report, as it also stands in the catalog and the admin API.
base::Json phoneReportToJson(const PhoneReport& report);
base::Result<PhoneReport> phoneReportFromJson(const base::Json& json);

}  // namespace fleet::protocol
