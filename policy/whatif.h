// What a change of rules would do to virtual phones, before anybody does it: one phone, and how many of a fleet. engine/fleet_comparison.h finds it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/compliance.h"
#include "policy/policy_diff.h"

namespace policy {

struct RuleBroken {
    std::string rule;
    // the last step that the rule's ladder comes to if the violation lasts; one by error ends at the block
    ComplianceAction strongest = ComplianceAction::Warn;
    bool operator==(const RuleBroken&) const = default;
};

/// A rule that the phone violates before and after, or that its handset judges by itself, and that is another one. The last step it comes to; nullopt
/// where the rule is not there.
struct RuleChanged {
    std::string rule;
    std::optional<ComplianceAction> before, after;
    bool operator==(const RuleChanged&) const = default;
};

struct PhoneWhatIf {
    std::string phone;
    std::vector<SettingChange> settings;        // by name
    // What follows from a violation is done to work phones only; of others nothing stands here. By rule.
    std::vector<RuleBroken> newlyViolated;
    std::vector<std::string> noLongerViolated;
    std::vector<RuleChanged> rulesChanged;
    [[nodiscard]] bool empty() const { return settings.empty() && newlyViolated.empty() && noLongerViolated.empty() && rulesChanged.empty(); }
    bool operator==(const PhoneWhatIf&) const = default;
};

/// How many phones each thing happens to.
struct WhatIfTotals {
    /// What happens to one phone.
    struct Kinds {
        bool settings[5] = {};  // by SettingChangeKind
        bool newlyNonCompliant = false, wouldBeBlocked = false, wouldBeWiped = false, compliantAgain = false;
        void add(SettingChangeKind kind) { settings[static_cast<std::size_t>(kind)] = true; }
        void addRules(const PhoneWhatIf& phone);
    };
    struct Setting {
        std::size_t tightened = 0, loosened = 0, changed = 0, newlySet = 0, noLongerSet = 0;
        bool operator==(const Setting&) const = default;
    };

    std::size_t phones = 0;  // that there are
    std::size_t changed = 0;
    std::size_t tightened = 0, loosened = 0, otherwiseChanged = 0, newlySet = 0, noLongerSet = 0;
    std::size_t newlyNonCompliant = 0, wouldBeBlocked = 0, wouldBeWiped = 0, compliantAgain = 0;
    std::map<std::string, Setting> settings;

    /// A phone to which something happens.
    void count(const Kinds& kinds);
    /// The same changes on so many phones.
    void countSettings(const std::vector<SettingChange>& changes, std::size_t onPhones);
    bool operator==(const WhatIfTotals&) const = default;
};

/// {"phone", "settings": [...], "newlyViolated": [{"rule", "strongest"}], "noLongerViolated": [...], "rulesChanged": [{"rule", "before", "after"}]}
base::Json phoneWhatIfToJson(const PhoneWhatIf& phone);
/// {"totals": {"phones", "changed", "tightened", ...}, "settings": {NAME: {"tightened", ...}}}
base::Json whatIfTotalsToJson(const WhatIfTotals& totals);

}  // namespace policy
