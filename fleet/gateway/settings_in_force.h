// Which wanted settings a handset does not report in force: what conditions and compliance rules ask for as phone.notEnforced.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fleet/protocol/messages.h"
#include "policy/value.h"

namespace fleet {

/// Sorted names. A setting is in force when every control that enforces it is reported "applied"; one that has no control is left out.
std::vector<std::string> settingsNotEnforced(const std::map<std::string, policy::Value>& wanted,
                                             const std::vector<protocol::ControlReport>& controls);

}  // namespace fleet
