// What a change of rules is and does, in words: for whatif and diff.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace cli {

/// The objects that differ, one a line, with what differs in them; `changes` as policy_diff answers.
std::string ruleChangesText(const base::Json& changes);
/// "camera.allowed: true -> false (tightened)"
std::string settingChangeText(const base::Json& change);

}  // namespace cli
