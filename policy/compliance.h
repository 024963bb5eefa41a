// Compliance: what happens in time when a phone is not as it must be. A rule is a violation, a grace period and a ladder of steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace policy {

enum class ComplianceAction { Warn, Block, Wipe };  // rising severity

struct ComplianceStep {
    ComplianceAction action = ComplianceAction::Warn;
    base::Duration after{0};  // since the violation began (or since the last contact)
};

/// Exactly one of `violation` and `offline` is used.
struct ComplianceRule {
    std::string name;       // [a-z0-9-]
    std::string violation;  // CEL, bool: true means not compliant. An error counts as a violation (fails restrictive) up to Block, never a wipe
    bool offline = false;   // the violation is silence: counted on the handset from its last contact with the fleet
    base::Duration grace{0};
    std::vector<ComplianceStep> ladder;  // rising in `after` and in severity; a wipe only after a block, as in the Android Management API
    std::string message;                 // for the person, in the warning
};

/// InvalidInput, saying what to change.
base::Result<void> checkComplianceRule(const ComplianceRule& rule);

}  // namespace policy
