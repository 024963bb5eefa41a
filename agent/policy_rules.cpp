#include "agent/policy_rules.h"

#include <array>

#include "policy/setting.h"

namespace agent {
namespace {

using base::ErrorCode;
using fleet::protocol::ControlReport;

constexpr const char* kFloor = "update.minimumRelease";

struct ForbiddenBy {
    std::string_view setting, operation;
    const char* what;
};

constexpr std::array kForbidding{
    ForbiddenBy{"screenCapture.allowed", "virtual_phone_screenshot", "screenshots"},
    ForbiddenBy{"debugging.allowed", "virtual_phone_exec", "programs run by the fleet"},
    ForbiddenBy{"backup.allowed", "virtual_phone_backup", "new restore points"},
};

template <typename T>
const T* valueOf(const Settings& settings, std::string_view name) {
    const auto found = settings.find(std::string(name));
    return found == settings.end() ? nullptr : std::get_if<T>(&found->second);
}

bool isTrue(const Settings& settings, std::string_view name, bool otherwise) {
    const auto* value = valueOf<bool>(settings, name);
    return value == nullptr ? otherwise : *value;
}

/// Outcome and read-back, without the control's name.
struct Finding {
    std::string outcome, readBack;
};

Finding judgeOperation(const RuleFacts& facts, const ForbiddenBy& rule) {
    const bool allowed = isTrue(facts.desired.settings, rule.setting, true);
    return {"applied", std::string("the agent ") + (allowed ? "permits " : "refuses ") + rule.what};
}

Finding judgeEncryption(const RuleFacts& facts) {
    if (!demandsEncryption(facts.desired.settings)) return {"applied", "not required"};
    if (!facts.encrypted) return {"applied", "looked at before each start"};
    return *facts.encrypted ? Finding{"applied", "the data disk is encrypted"} : Finding{"failed", "the data disk is not encrypted"};
}

Finding judgeFloor(const RuleFacts& facts) {
    const auto& settings = facts.desired.settings;
    if (const auto wanted = permitRelease(settings, facts.desired.release.version); !wanted) return {"failed", wanted.error().message};
    const auto* active = facts.record.content(facts.record.active);
    if (active != nullptr)
        if (const auto runs = permitRelease(settings, active->version); !runs) return {"failed", runs.error().message};
    return {"applied", *valueOf<std::string>(settings, kFloor) + " or newer"};
}

Finding judgeUpdate(const RuleFacts& facts, std::string_view setting) {
    if (facts.switching && !facts.switching->permitted && facts.switching->setting == setting)
        return {"waiting", "release " + facts.desired.release.version + " " + facts.switching->waits};
    return {"applied", policy::valueText(facts.desired.settings.at(std::string(setting)))};
}

Finding judgeDaysOff(const RuleFacts& facts, std::int64_t most) {
    if (facts.running || !facts.record.offSince) return {"applied", "on"};
    const auto off = std::chrono::floor<std::chrono::days>(facts.now - *facts.record.offSince).count();
    const auto text = "off for " + std::to_string(off) + " of " + std::to_string(most) + " days";
    return {off < most ? "applied" : "failed", text};
}

Finding judge(const RuleFacts& facts, const policy::Setting& setting) {
    const auto& settings = facts.desired.settings;
    if (const auto form = policy::checkSetting(setting.name, settings.at(std::string(setting.name))); !form)
        return {"failed", form.error().message};
    for (const auto& rule : kForbidding)
        if (rule.setting == setting.name) return judgeOperation(facts, rule);
    if (setting.name == "encryption.required") return judgeEncryption(facts);
    if (setting.name == kFloor) return judgeFloor(facts);
    if (setting.name.starts_with("update.")) return judgeUpdate(facts, setting.name);
    if (setting.name == "workPhone.maximumDaysOff") return judgeDaysOff(facts, *valueOf<std::int64_t>(settings, setting.name));
    if (setting.name == "statusReporting.health")
        return {"applied", reportsHealth(settings) ? "reports have the guest's health" : "reports leave the guest's health out"};
    if (setting.name == "statusReporting.interval")
        return {"applied", "every " + base::humanDuration(*reportInterval(settings)) + " at least"};
    return {"unsupported", "this agent does not enforce it; update it"};
}

}  // namespace

base::Result<void> permitOperation(const Settings& settings, std::string_view kind) {
    for (const auto& rule : kForbidding)
        if (rule.operation == kind && !isTrue(settings, rule.setting, true))
            return {ErrorCode::Denied, "the policy's " + std::string(rule.setting) + " is false: the agent refuses " + rule.what +
                                           " of this virtual phone. 'twinset policy explain' says which policy wants it"};
    return {};
}

base::Result<void> permitRelease(const Settings& settings, const std::string& version) {
    const auto* floor = valueOf<std::string>(settings, kFloor);
    if (floor == nullptr || policy::compareVersions(version, *floor) >= 0) return {};
    return {ErrorCode::Denied, "release " + version + " is older than the policy's " + kFloor + ", " + *floor +
                                   ": give the virtual phone a newer one"};
}

bool demandsEncryption(const Settings& settings) { return isTrue(settings, "encryption.required", false); }
bool reportsHealth(const Settings& settings) { return isTrue(settings, "statusReporting.health", true); }

std::optional<base::Duration> reportInterval(const Settings& settings) {
    const auto* seconds = valueOf<std::int64_t>(settings, "statusReporting.interval");
    if (seconds == nullptr || *seconds <= 0) return std::nullopt;
    return std::chrono::seconds(*seconds);
}

std::vector<ControlReport> ruleControls(const RuleFacts& facts) {
    std::vector<ControlReport> controls;
    for (const auto& [name, value] : facts.desired.settings) {
        const auto* setting = policy::findSetting(name);
        if (setting == nullptr || !setting->control.starts_with("agent.")) continue;
        auto [outcome, readBack] = judge(facts, *setting);
        controls.push_back({std::string(setting->control), std::move(outcome), std::move(readBack)});
    }
    return controls;
}

}  // namespace agent
