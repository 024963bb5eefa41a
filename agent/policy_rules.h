// What the agent itself enforces of a policy, without asking driver or guest: the settings whose control is "agent.NAME".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/state/phone_record.h"
#include "agent/update_moment.h"
#include "fleet/protocol/desired_state.h"

namespace agent {

using Settings = std::map<std::string, policy::Value>;

/// Denied, naming the setting, when the policy forbids the operation.
base::Result<void> permitOperation(const Settings& settings, std::string_view kind);
/// Denied, naming the setting, when the release is older than the policy's floor.
base::Result<void> permitRelease(const Settings& settings, const std::string& version);
/// Does the policy demand that the data disk is encrypted?
bool demandsEncryption(const Settings& settings);
/// Whether reports say what the guest's health check answered.
bool reportsHealth(const Settings& settings);
/// The longest time between two reports of a phone; nothing when the policy names none.
std::optional<base::Duration> reportInterval(const Settings& settings);

struct RuleFacts {
    const PhoneRecord& record;
    const fleet::protocol::DesiredState& desired;
    base::Timestamp now;
    bool running = false;
    std::optional<bool> encrypted;         // the data disk; nothing: not looked at yet
    std::optional<UpdateMoment> switching;  // a release is staged and not switched to
};

/// One control for each setting of the policy that the agent enforces.
std::vector<fleet::protocol::ControlReport> ruleControls(const RuleFacts& facts);

}  // namespace agent
