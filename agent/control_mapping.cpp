#include "agent/control_mapping.h"

#include <optional>
#include <set>

#include "policy/setting.h"

namespace agent {
namespace {

using Settings = std::map<std::string, policy::Value>;

base::Error wrong(std::string_view name, std::string_view expected) {
    return {base::ErrorCode::InvalidInput, "the policy's " + std::string(name) + " is not " + std::string(expected) +
                                               "; the policy was not applied. Correct it at the fleet"};
}

base::Result<bool> flag(const Settings& settings, const std::string& name, bool loosest) {
    const auto found = settings.find(name);
    if (found == settings.end()) return loosest;
    if (const auto* value = std::get_if<bool>(&found->second)) return *value;
    return wrong(name, "true or false");
}

base::Result<std::optional<std::uint64_t>> rate(const Settings& settings, const std::string& name, std::uint64_t most) {
    const auto found = settings.find(name);
    if (found == settings.end()) return std::optional<std::uint64_t>();
    const auto* value = std::get_if<std::int64_t>(&found->second);
    if (value == nullptr || *value <= 0 || static_cast<std::uint64_t>(*value) > most)
        return wrong(name, "a positive rate");
    return std::optional(static_cast<std::uint64_t>(*value));
}

constexpr std::string_view kPortControl = "port.";

/// Whether the value leaves the setting's port attached: all but the strictest one do.
base::Result<bool> attaches(const policy::Setting& setting, const policy::Value& value) {
    if (const auto* choice = std::get_if<std::string>(&value); choice != nullptr && setting.type == policy::ValueType::Choice)
        return *choice != setting.choices.back();
    if (const auto* allowed = std::get_if<bool>(&value); allowed != nullptr && setting.type == policy::ValueType::Boolean)
        return *allowed == (setting.merge == policy::MergeOperator::And);
    return wrong(setting.name, policy::expectedText(setting));
}

base::Result<std::map<std::string, bool>> portsFor(const Settings& settings, bool hasChannel) {
    std::map<std::string, bool> ports;
    for (const auto& name : devicePorts()) ports[name] = true;
    if (hasChannel) ports[kChannelPort] = true;
    for (const auto& [name, value] : settings) {
        const auto* setting = policy::findSetting(name);
        if (setting == nullptr || !setting->control.starts_with(kPortControl)) continue;
        const auto port = ports.find(std::string(setting->control.substr(kPortControl.size())));
        TWINSET_ASSIGN(const bool attached, attaches(*setting, value));
        if (port != ports.end()) port->second = port->second && attached;
    }
    return ports;
}

std::string_view outcomeName(hypervisor::ControlOutcome outcome) {
    switch (outcome) {
        case hypervisor::ControlOutcome::Applied:
            return "applied";
        case hypervisor::ControlOutcome::PendingGuest:
            return "pending_guest";
        case hypervisor::ControlOutcome::Unsupported:
            return "unsupported";
        case hypervisor::ControlOutcome::Failed:
            return "failed";
    }
    return "failed";
}

}  // namespace

std::vector<std::string> devicePorts() {
    std::set<std::string> names;
    for (const auto& setting : policy::allSettings())
        if (setting.control.starts_with(kPortControl)) names.emplace(setting.control.substr(kPortControl.size()));
    names.erase(kChannelPort);
    return {names.begin(), names.end()};
}

base::Result<hypervisor::Controls> controlsFor(const Settings& settings, bool hasChannel) {
    hypervisor::Controls controls;
    TWINSET_ASSIGN(controls.networkLink, flag(settings, "network.allowed", true));
    TWINSET_ASSIGN(controls.networkRestricted, flag(settings, "network.restricted", false));
    TWINSET_ASSIGN(const auto bandwidth, rate(settings, "network.bandwidthLimit", UINT32_MAX));
    if (bandwidth) controls.networkKilobitsPerSecond = static_cast<std::uint32_t>(*bandwidth);
    TWINSET_ASSIGN(controls.ports, portsFor(settings, hasChannel));
    TWINSET_ASSIGN(controls.diskBytesPerSecond, rate(settings, "disk.rateLimit", UINT64_MAX));
    TWINSET_ASSIGN(controls.diskOperationsPerSecond, rate(settings, "disk.operationsLimit", UINT64_MAX));
    TWINSET_ASSIGN(const auto memory, rate(settings, "memory.limit", UINT32_MAX));
    if (memory) controls.memoryMiB = static_cast<std::uint32_t>(*memory);
    TWINSET_ASSIGN(const auto percent, rate(settings, "cpu.limit", 100));
    if (percent) controls.processorPercent = static_cast<std::uint32_t>(*percent);
    return controls;
}

std::vector<fleet::protocol::ControlReport> reportControls(const hypervisor::ControlResults& results) {
    std::vector<fleet::protocol::ControlReport> reports;
    for (const auto& result : results)
        reports.push_back({result.control, std::string(outcomeName(result.outcome)), result.readBack});
    return reports;
}

}  // namespace agent
