// A policy, and where it comes from in the merge.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/value.h"

namespace policy {

/// Strongest first. Restrictions join over all levels, `default` included; levels decide only exclusives and atomic
/// groups.
enum class Level { Floor, Org, Group, Device, Default };

std::string_view levelName(Level level);
std::optional<Level> levelFromName(std::string_view name);

struct Policy {
    std::string name;  // [a-z0-9-], unique in a fleet
    std::string description;
    std::map<std::string, Value> settings;
    std::string when = {};  // CEL, bool, over policy/attribute.h; empty: always
    bool operator==(const Policy&) const = default;
};

/// InvalidInput, naming the setting, when a name or a value is not what policy/setting.h declares.
base::Result<void> checkPolicy(const Policy& policy);

}  // namespace policy
