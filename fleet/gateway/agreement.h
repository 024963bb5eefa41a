// Agreement: whether what a handset reports and what was proved of a virtual phone is what the fleet wants of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "fleet/protocol/desired_state.h"
#include "fleet/protocol/messages.h"

namespace fleet {

struct Agreement {
    std::string verdict;                     // "agrees", "pending", "differs", "unknown"
    std::vector<std::string> disagreements;  // for people; empty when it agrees
};

/// "agrees": the report answers this document, the phone is as it says, every control is applied, and what was observed
/// after its last start names the desired release. "pending": not yet. "differs": it will not come by waiting.
Agreement computeAgreement(const protocol::DesiredState& desired, const std::optional<protocol::PhoneReport>& report,
                           const std::optional<protocol::ProvedState>& proved);

/// True when `proved` was observed after the start that `report` tells of.
bool provedSinceStart(const protocol::PhoneReport& report, const std::optional<protocol::ProvedState>& proved);

}  // namespace fleet
