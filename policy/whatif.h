// WhatIf: what a change of rules would do to each virtual phone, before anybody does it. The caller evaluates each
// phone under both books (or takes the engine's effective policies) and adds it here; a phone to which nothing happens
// leaves no trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/phone_evaluation.h"
#include "policy/policy_diff.h"

namespace policy {

struct RuleBroken {
    std::string rule;
    // the last step that the rule's ladder comes to if the violation lasts
    ComplianceAction strongest = ComplianceAction::Warn;
    bool operator==(const RuleBroken&) const = default;
};

struct PhoneWhatIf {
    std::string phone;
    std::vector<SettingChange> settings;           // by name
    std::vector<RuleBroken> newlyViolated;         // by rule
    std::vector<std::string> noLongerViolated;     // by rule
    [[nodiscard]] bool empty() const { return settings.empty() && newlyViolated.empty() && noLongerViolated.empty(); }
    [[nodiscard]] bool has(SettingChangeKind kind) const;
    bool operator==(const PhoneWhatIf&) const = default;
};

/// Under both books at the same instant. A violation by error counts up to Block. `after` was evaluated against
/// `rulesAfter`.
PhoneWhatIf comparePhone(std::string phone, const PhoneEvaluation& before, const PhoneEvaluation& after,
                         const RuleBook& rulesAfter);

class WhatIf {
public:
    /// How many phones each thing happens to.
    struct Totals {
        std::size_t looked = 0, changed = 0;
        std::size_t tightened = 0, loosened = 0, otherwiseChanged = 0, newlySet = 0, noLongerSet = 0;
        std::size_t newlyNonCompliant = 0, wouldBeBlocked = 0, wouldBeWiped = 0, compliantAgain = 0;
    };
    struct SettingTotals {
        std::size_t tightened = 0, loosened = 0, changed = 0, newlySet = 0, noLongerSet = 0;
    };

    /// Counts the phone; keeps it when something happens to it.
    void add(PhoneWhatIf phone);
    [[nodiscard]] const std::vector<PhoneWhatIf>& phones() const { return m_phones; }
    [[nodiscard]] const Totals& totals() const { return m_totals; }
    [[nodiscard]] const std::map<std::string, SettingTotals>& settings() const { return m_settings; }

private:
    std::vector<PhoneWhatIf> m_phones;  // in the order added
    Totals m_totals;
    std::map<std::string, SettingTotals> m_settings;
};

/// {"totals": {"looked", "changed", "tightened", ...}, "settings": {NAME: {"tightened", ...}},
///   "phones": [{"phone", "settings": [...], "newlyViolated": [{"rule", "strongest"}], "noLongerViolated": [...]}],
///   "more": phones beyond `mostPhones`}
base::Json whatIfToJson(const WhatIf& whatIf, std::size_t mostPhones);

}  // namespace policy
