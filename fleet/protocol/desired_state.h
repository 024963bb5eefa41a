// DesiredState: what the fleet wants of one virtual phone on one handset. A JSON text, carried by a signed envelope
// (fleet/protocol/policy_envelope.h) that names the digest of its exact bytes. Its version rises strictly. An agent that
// is offline goes on with the last one it took.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "policy/compliance.h"
#include "policy/value.h"

namespace fleet::protocol {

struct DesiredRelease {
    std::string image;
    std::string version;
    base::Digest manifest;  // digest of the signed manifest's bytes
};

/// Where the data disk comes from when the phone is not on the handset yet. None: an empty disk.
struct DataOrigin {
    base::RestorePointId restorePoint;
    base::Digest root;
    bool whole = false;  // the phone waits for all of its data; otherwise it runs at once, and its data comes behind it
    std::optional<base::Digest> ownerKey = {};  // the name of the key that only the phone's owner has; without it nothing is restored
};

/// A step that compliance asks for at an instant, signed in advance so that the handset takes it by itself, also offline. A
/// later document without it takes a warning or a block back.
struct TimedStep {
    std::string rule;  // [a-z0-9-]
    policy::ComplianceAction action = policy::ComplianceAction::Warn;
    base::Timestamp at;
    std::string message;  // for the person; counts for all steps of the rule that have none
    bool operator==(const TimedStep&) const = default;
};

inline constexpr std::size_t kMostComplianceSteps = 64;  // of either kind

/// The same, counted from the last contact with the fleet.
struct OfflineStep {
    std::string rule;
    policy::ComplianceAction action = policy::ComplianceAction::Warn;
    std::int64_t afterSeconds = 0;
    std::string message;
    bool operator==(const OfflineStep&) const = default;
};

struct DesiredState {
    std::string fleet;
    base::HandsetId handset;
    base::PhoneId phone;
    std::int64_t version = 0;
    base::Timestamp issuedAt;
    bool present = true;   // false: remove the phone and destroy its data
    bool running = true;
    std::string persona;   // "work", "personal"
    std::string displayName;
    DesiredRelease release;
    unsigned memoryMiB = 256;
    unsigned cpus = 1;
    base::ByteCount dataSize;
    std::map<std::string, policy::Value> settings;  // the effective policy: every setting that is set
    std::optional<DataOrigin> origin;
    std::int64_t leaseSeconds = 0;  // 0: no lease
    std::vector<TimedStep> steps;   // for work phones; a wipe only with an earlier block of the same rule
    std::vector<OfflineStep> offlineSteps;
};

/// Fits into a message as base64.
inline constexpr std::size_t kLongestDesiredState = 44 * 1024;

/// At most 256 settings; readDesiredState tells whether the document is within all bounds.
base::Bytes writeDesiredState(const DesiredState& state);
base::Result<DesiredState> readDesiredState(base::BytesView bytes);

}  // namespace fleet::protocol
