// The part of a policy that the guest enforces, as it is handed to the guest, and what the guest answers.
//
// What is handed over is a text of lines, so that a guest with nothing but a shell can read it; the last but one holds the same as
// JSON, for programs that would rather have that:
//
//     twinset-policy 1
//     apps.blocked[]=org.busybox.wget          one line an element; an empty set is "NAME[]" alone
//     developerSettings.allowed=false
//     notice.support=Call 4711\nor write       backslash escapes as printf's %b reads them: \\ \n and \0OOO for control characters
//     json {"apps.blocked":["org.busybox.wget"],…}
//     end DIGEST                               BLAKE2b over all the lines before, in hex: names the text, and shows that it is whole
//
// The settings are in the order of their names, so that equal policies are equal texts. The guest answers with one JSON object:
//
//     {"digest": DIGEST, "settings": {NAME: {"outcome": "applied" | "delivered" | "unsupported" | "failed", "readBack": TEXT}}}
//
// Rejected: JSON alone (no parser in a shell), one call a setting (a hundred round trips, and half a policy when one of them fails), and
// files written through the guest agent (nothing says when the last one is there).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/state/guest_delivery.h"
#include "hypervisor-bridge/guest_agent.h"
#include "policy/value.h"

namespace agent {

inline constexpr const char* kPolicyProgram = "/usr/libexec/twinset/policy";

struct GuestPolicy {
    std::string digest;
    std::string text;
    std::vector<std::string> names;    // of the settings in it
    std::vector<std::string> unknown;  // settings that this agent does not know: a newer fleet's
    bool hasNotice = false;
};

GuestPolicy guestPolicyOf(const std::map<std::string, policy::Value>& settings);
/// With what a compliance step has to say to the person, as `notice.compliance`. It is no setting: the guest shows it or not.
GuestPolicy guestPolicyOf(const std::map<std::string, policy::Value>& settings, const std::string& notice);

/// What the policy program answered, one control for each of the policy's settings; a setting it left out has failed.
/// InvalidInput when it is no answer to `policy`.
base::Result<std::vector<fleet::protocol::ControlReport>> readAcknowledgement(const hypervisor::GuestExecOutcome& outcome,
                                                                              const GuestPolicy& policy);

/// What the report says of the guest's part. `delivery` counts when it is of this policy and of the machine's last start.
std::vector<fleet::protocol::ControlReport> guestControls(const GuestPolicy& policy, const std::optional<GuestDelivery>& delivery,
                                                          std::optional<base::Timestamp> startedAt, const std::string& persona);

}  // namespace agent
