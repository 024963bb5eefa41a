#include "policy/setting.h"

#include <algorithm>
#include <array>
#include <vector>

namespace policy {
namespace {

using enum ValueType;
using enum MergeOperator;

constexpr std::array kSettings{
    Setting{"camera.allowed", Boolean, And, Enforcement::Hypervisor, true, 0, 0, "", "port.twinset.camera.0",
            "The camera is attached to the virtual phone."},
    Setting{"crossProfile.channelAllowed", Boolean, And, Enforcement::Hypervisor, true, 0, 0, "", "port.twinset.channel.0",
            "The channel to the other virtual phone of the handset is open."},
    Setting{"disk.rateLimit", Integer, Min, Enforcement::Hypervisor, true, 65'536, 10'000'000'000, "bytes/s", "disk.rate",
            "Most bytes a second that the virtual phone reads and writes on its data disk."},
    Setting{"lease.duration", Integer, Min, Enforcement::Hypervisor, true, 60, 31'536'000, "s", "",
            "How long the virtual phone runs without hearing from the fleet before it is suspended."},
    Setting{"network.allowed", Boolean, And, Enforcement::Hypervisor, true, 0, 0, "", "network.link",
            "The virtual phone's network link is up."},
    Setting{"network.bandwidthLimit", Integer, Min, Enforcement::Hypervisor, true, 8, 10'000'000, "kbit/s", "network.bandwidth",
            "Most the virtual phone sends and receives, in each direction."},
    Setting{"network.restricted", Boolean, Or, Enforcement::Hypervisor, true, 0, 0, "", "network.restricted",
            "The virtual phone reaches the handset's own services only."},
};

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

base::Error unknownSetting(std::string_view name) {
    const auto nearest = std::min_element(kSettings.begin(), kSettings.end(), [&](const Setting& a, const Setting& b) {
        return editDistance(name, a.name) < editDistance(name, b.name);
    });
    return {base::ErrorCode::InvalidInput, "there is no setting '" + std::string(name.substr(0, 64)) + "'; did you mean '" +
                                               std::string(nearest->name) + "'?"};
}

base::Error wrongValue(const Setting& setting, std::string_view expected) {
    return {base::ErrorCode::InvalidInput, std::string(setting.name) + ": expected " + std::string(expected)};
}

}  // namespace

std::span<const Setting> allSettings() { return kSettings; }

const Setting* findSetting(std::string_view name) {
    const auto it = std::find_if(kSettings.begin(), kSettings.end(), [&](const Setting& s) { return s.name == name; });
    return it == kSettings.end() ? nullptr : &*it;
}

base::Result<void> checkSetting(std::string_view name, const Value& value) {
    const Setting* setting = findSetting(name);
    if (setting == nullptr) return unknownSetting(name);
    if (setting->type == Boolean && !std::holds_alternative<bool>(value)) return wrongValue(*setting, "true or false");
    if (setting->type == Text && !std::holds_alternative<std::string>(value)) return wrongValue(*setting, "a text");
    if (setting->type != Integer) return {};
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number != nullptr && *number >= setting->least && *number <= setting->most) return {};
    return wrongValue(*setting, "a whole number from " + std::to_string(setting->least) + " to " +
                                    std::to_string(setting->most) +
                                    (setting->unit.empty() ? "" : " (" + std::string(setting->unit) + ")"));
}

std::string_view mergeOperatorName(MergeOperator op) {
    constexpr std::array<std::string_view, 8> kNames{"or", "and", "min", "max", "union", "intersect", "enum-join", "exclusive"};
    return kNames[static_cast<std::size_t>(op)];
}

std::string_view valueTypeName(ValueType type) {
    constexpr std::array<std::string_view, 5> kNames{"boolean", "integer", "text", "choice", "text-set"};
    return kNames[static_cast<std::size_t>(type)];
}

std::string_view enforcementName(Enforcement enforcement) {
    constexpr std::array<std::string_view, 3> kNames{"hypervisor", "guest", "both"};
    return kNames[static_cast<std::size_t>(enforcement)];
}

}  // namespace policy
