#include "agent/control_mapping.h"

#include <optional>

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

base::Result<hypervisor::Controls> controlsFor(const Settings& settings, bool hasChannel) {
    hypervisor::Controls controls;
    TWINSET_ASSIGN(controls.networkLink, flag(settings, "network.allowed", true));
    TWINSET_ASSIGN(controls.networkRestricted, flag(settings, "network.restricted", false));
    TWINSET_ASSIGN(const auto bandwidth, rate(settings, "network.bandwidthLimit", UINT32_MAX));
    if (bandwidth) controls.networkKilobitsPerSecond = static_cast<std::uint32_t>(*bandwidth);
    TWINSET_ASSIGN(controls.ports[kCameraPort], flag(settings, "camera.allowed", true));
    if (hasChannel) {
        TWINSET_ASSIGN(controls.ports[kChannelPort], flag(settings, "crossProfile.channelAllowed", true));
    }
    TWINSET_ASSIGN(controls.diskBytesPerSecond, rate(settings, "disk.rateLimit", UINT64_MAX));
    return controls;
}

std::vector<fleet::protocol::ControlReport> reportControls(const hypervisor::ControlResults& results) {
    std::vector<fleet::protocol::ControlReport> reports;
    for (const auto& result : results)
        reports.push_back({result.control, std::string(outcomeName(result.outcome)), result.readBack});
    return reports;
}

}  // namespace agent
