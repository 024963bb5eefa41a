#include "policy/policy.h"

#include "base/ids.h"
#include "policy/setting.h"

namespace policy {
namespace {

constexpr std::array<std::string_view, 5> kLevels{"floor", "org", "group", "device", "default"};

}  // namespace

std::string_view levelName(Level level) { return kLevels[static_cast<std::size_t>(level)]; }

std::optional<Level> levelFromName(std::string_view name) {
    for (std::size_t i = 0; i < kLevels.size(); ++i)
        if (kLevels[i] == name) return static_cast<Level>(i);
    return std::nullopt;
}

base::Result<void> checkPolicy(const Policy& policy) {
    if (!base::isIdText(policy.name))
        return {base::ErrorCode::InvalidInput,
                "'" + policy.name.substr(0, 64) + "' is not a policy name: use a-z, 0-9 and '-', at most 64 characters"};
    for (const auto& [name, value] : policy.settings) TWINSET_TRY(checkSetting(name, value).withContext("policy " + policy.name));
    return {};
}

}  // namespace policy
