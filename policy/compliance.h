// Compliance: what happens in time when a phone is not as it must be. A rule is a violation, a grace period and a
// ladder of steps.
//
// All times of a rule count from the instant at which the violation began. A violation that ends within the grace
// period has no consequence. Each further step replaces the one before it: a blocked phone is not warned again. When
// the violation ends, blocks end with it; a wipe is final.
//
// A condition that fails (it read what is absent, say) counts as a violation: whoever writes a rule wants to know that
// the phone is in order, and an error is not knowing. But not knowing never destroys: the schedule of such a violation
// ends at its block.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace policy {

enum class ComplianceAction { Warn, Block, Wipe };  // rising severity

/// "warn", "block", "wipe".
std::string_view complianceActionName(ComplianceAction action);
std::optional<ComplianceAction> complianceActionFromName(std::string_view name);

struct ComplianceStep {
    ComplianceAction action = ComplianceAction::Warn;
    base::Duration after{0};  // since the violation began (or since the last contact)
    bool operator==(const ComplianceStep&) const = default;
};

/// Exactly one of `violation` and `offline` is used.
struct ComplianceRule {
    std::string name;  // [a-z0-9-]
    // CEL, bool: true means not compliant. An error counts as a violation up to Block, never a wipe
    std::string violation;
    bool offline = false;  // the violation is silence: counted on the handset from its last contact with the fleet
    base::Duration grace{0};
    // rising in `after` and in severity; a wipe only after a block, as in the Android Management API
    std::vector<ComplianceStep> ladder;
    std::string message;  // for the person, in the warning
    bool operator==(const ComplianceRule&) const = default;
};

inline constexpr base::Duration kLongestCompliance = std::chrono::days(3650);
inline constexpr std::size_t kLongestComplianceMessage = 1000;  // bytes

/// InvalidInput, saying what to change. The expression is not looked into: CompiledBook does that.
base::Result<void> checkComplianceRule(const ComplianceRule& rule);

/// A violation that lasts.
struct OpenViolation {
    base::Timestamp began;  // or the last contact
    bool byError = false;   // the condition failed
};

struct DueStep {
    ComplianceAction action = ComplianceAction::Warn;
    base::Timestamp at;
    bool operator==(const DueStep&) const = default;
};

/// The ladder in absolute time, ascending; without the wipe when the violation is one by error. `rule` passes
/// checkComplianceRule.
std::vector<DueStep> complianceSchedule(const ComplianceRule& rule, const OpenViolation& violation);
/// The step in force at `now`: the last that is due; nullopt before the first one.
std::optional<DueStep> complianceStepAt(const ComplianceRule& rule, const OpenViolation& violation,
                                        base::Timestamp now);
/// The next step after `now`, if nothing changes; nullopt after the last one.
std::optional<DueStep> complianceStepAfter(const ComplianceRule& rule, const OpenViolation& violation,
                                           base::Timestamp now);

}  // namespace policy
