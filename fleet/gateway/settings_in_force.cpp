#include "fleet/gateway/settings_in_force.h"

#include <set>

#include "policy/setting.h"

namespace fleet {

std::vector<std::string> settingsNotEnforced(const std::map<std::string, policy::Value>& wanted,
                                             const std::vector<protocol::ControlReport>& controls) {
    std::set<std::string_view> applied;
    for (const auto& control : controls)
        if (control.outcome == "applied") applied.insert(control.control);
    std::vector<std::string> missing;
    for (const auto& [name, value] : wanted) {
        const auto* setting = policy::findSetting(name);
        if (setting == nullptr || setting->control.empty()) continue;
        const bool guestToo = setting->enforcement == policy::Enforcement::Both;
        if (!applied.contains(setting->control) || (guestToo && !applied.contains(policy::guestControl(*setting)))) missing.push_back(name);
    }
    return missing;
}

}  // namespace fleet
