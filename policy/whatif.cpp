#include "policy/whatif.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace policy {
namespace {

using base::Json;

template <typename Totals>
std::size_t& counterOf(Totals& totals, std::size_t Totals::* changed, SettingChangeKind kind) {
    switch (kind) {
        case SettingChangeKind::Tightened: return totals.tightened;
        case SettingChangeKind::Loosened: return totals.loosened;
        case SettingChangeKind::NewlySet: return totals.newlySet;
        case SettingChangeKind::NoLongerSet: return totals.noLongerSet;
        case SettingChangeKind::Changed: break;
    }
    return totals.*changed;
}

constexpr SettingChangeKind kKinds[] = {SettingChangeKind::Tightened, SettingChangeKind::Loosened, SettingChangeKind::Changed,
                                        SettingChangeKind::NewlySet, SettingChangeKind::NoLongerSet};

Json actionToJson(const std::optional<ComplianceAction>& action) { return action ? Json(complianceActionName(*action)) : Json(); }

}  // namespace

void WhatIfTotals::Kinds::addRules(const PhoneWhatIf& phone) {
    const auto reaches = [&](ComplianceAction action) {
        return std::any_of(phone.newlyViolated.begin(), phone.newlyViolated.end(), [&](const auto& rule) { return rule.strongest >= action; }) ||
               std::any_of(phone.rulesChanged.begin(), phone.rulesChanged.end(),
                           [&](const auto& rule) { return rule.after && *rule.after >= action && (!rule.before || *rule.before < action); });
    };
    newlyNonCompliant = newlyNonCompliant || !phone.newlyViolated.empty();
    wouldBeBlocked = wouldBeBlocked || reaches(ComplianceAction::Block);
    wouldBeWiped = wouldBeWiped || reaches(ComplianceAction::Wipe);
    compliantAgain = compliantAgain || !phone.noLongerViolated.empty();
}

void WhatIfTotals::count(const Kinds& kinds) {
    ++changed;
    for (const auto kind : kKinds)
        if (kinds.settings[static_cast<std::size_t>(kind)]) ++counterOf(*this, &WhatIfTotals::otherwiseChanged, kind);
    newlyNonCompliant += kinds.newlyNonCompliant;
    wouldBeBlocked += kinds.wouldBeBlocked;
    wouldBeWiped += kinds.wouldBeWiped;
    compliantAgain += kinds.compliantAgain;
}

void WhatIfTotals::countSettings(const std::vector<SettingChange>& changes, std::size_t onPhones) {
    for (const auto& change : changes) counterOf(settings[change.setting], &Setting::changed, change.kind) += onPhones;
}

Json phoneWhatIfToJson(const PhoneWhatIf& phone) {
    Json settings = Json::array(), violated = Json::array(), rules = Json::array();
    for (const auto& change : phone.settings) settings.push_back(settingChangeToJson(change));
    for (const auto& broken : phone.newlyViolated) violated.push_back({{"rule", broken.rule}, {"strongest", complianceActionName(broken.strongest)}});
    for (const auto& rule : phone.rulesChanged)
        rules.push_back({{"rule", rule.rule}, {"before", actionToJson(rule.before)}, {"after", actionToJson(rule.after)}});
    return {{"phone", phone.phone},
            {"settings", std::move(settings)},
            {"newlyViolated", std::move(violated)},
            {"noLongerViolated", phone.noLongerViolated},
            {"rulesChanged", std::move(rules)}};
}

Json whatIfTotalsToJson(const WhatIfTotals& totals) {
    Json settings = Json::object();
    for (const auto& [name, each] : totals.settings)
        settings[name] = {{"tightened", each.tightened}, {"loosened", each.loosened}, {"changed", each.changed},
                          {"newlySet", each.newlySet}, {"noLongerSet", each.noLongerSet}};
    return {{"totals",
             {{"phones", totals.phones}, {"changed", totals.changed}, {"tightened", totals.tightened}, {"loosened", totals.loosened},
              {"otherwiseChanged", totals.otherwiseChanged}, {"newlySet", totals.newlySet}, {"noLongerSet", totals.noLongerSet},
              {"newlyNonCompliant", totals.newlyNonCompliant}, {"wouldBeBlocked", totals.wouldBeBlocked},
              {"wouldBeWiped", totals.wouldBeWiped}, {"compliantAgain", totals.compliantAgain}}},
            {"settings", std::move(settings)}};
}

}  // namespace policy
