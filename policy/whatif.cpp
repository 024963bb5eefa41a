#include "policy/whatif.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace policy {
namespace {

using base::Json;

std::map<std::string, std::string> errorsByRule(const PhoneEvaluation& evaluation) {
    std::map<std::string, std::string> errors;
    for (const auto& violation : evaluation.violations) errors.emplace(violation.rule, violation.error);
    return errors;
}

ComplianceAction strongestOf(const RuleBook& rules, const std::string& name, bool byError) {
    const auto rule = rules.complianceRules.find(name);
    if (rule == rules.complianceRules.end()) return ComplianceAction::Warn;
    const auto steps = complianceSchedule(rule->second, {{}, byError});
    return steps.empty() ? ComplianceAction::Warn : steps.back().action;
}

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

Json phoneToJson(const PhoneWhatIf& phone) {
    Json settings = Json::array(), violated = Json::array();
    for (const auto& change : phone.settings) settings.push_back(settingChangeToJson(change));
    for (const auto& broken : phone.newlyViolated)
        violated.push_back({{"rule", broken.rule}, {"strongest", complianceActionName(broken.strongest)}});
    return {{"phone", phone.phone},
            {"settings", std::move(settings)},
            {"newlyViolated", std::move(violated)},
            {"noLongerViolated", phone.noLongerViolated}};
}

}  // namespace

bool PhoneWhatIf::has(SettingChangeKind kind) const {
    return std::any_of(settings.begin(), settings.end(), [&](const SettingChange& change) { return change.kind == kind; });
}

PhoneWhatIf comparePhone(std::string phone, const PhoneEvaluation& before, const PhoneEvaluation& after, const RuleBook& rulesAfter) {
    PhoneWhatIf found{std::move(phone), compareEffective(before.effective, after.effective), {}, {}};
    const auto old = errorsByRule(before), now = errorsByRule(after);
    for (const auto& [rule, error] : now)
        if (!old.contains(rule)) found.newlyViolated.push_back({rule, strongestOf(rulesAfter, rule, !error.empty())});
    for (const auto& [rule, error] : old)
        if (!now.contains(rule)) found.noLongerViolated.push_back(rule);
    return found;
}

void WhatIf::add(PhoneWhatIf phone) {
    ++m_totals.looked;
    if (phone.empty()) return;
    ++m_totals.changed;
    for (const auto kind : kKinds)
        if (phone.has(kind)) ++counterOf(m_totals, &Totals::otherwiseChanged, kind);
    for (const auto& change : phone.settings) ++counterOf(m_settings[change.setting], &SettingTotals::changed, change.kind);
    const auto reaches = [&](ComplianceAction action) {
        return std::any_of(phone.newlyViolated.begin(), phone.newlyViolated.end(), [&](const RuleBroken& broken) { return broken.strongest >= action; });
    };
    m_totals.newlyNonCompliant += phone.newlyViolated.empty() ? 0 : 1;
    m_totals.wouldBeBlocked += reaches(ComplianceAction::Block) ? 1 : 0;
    m_totals.wouldBeWiped += reaches(ComplianceAction::Wipe) ? 1 : 0;
    m_totals.compliantAgain += phone.noLongerViolated.empty() ? 0 : 1;
    m_phones.push_back(std::move(phone));
}

Json whatIfToJson(const WhatIf& whatIf, std::size_t mostPhones) {
    const auto& totals = whatIf.totals();
    Json settings = Json::object(), phones = Json::array();
    for (const auto& [name, each] : whatIf.settings())
        settings[name] = {{"tightened", each.tightened}, {"loosened", each.loosened}, {"changed", each.changed},
                          {"newlySet", each.newlySet}, {"noLongerSet", each.noLongerSet}};
    const auto shown = std::min(mostPhones, whatIf.phones().size());
    for (std::size_t i = 0; i < shown; ++i) phones.push_back(phoneToJson(whatIf.phones()[i]));
    return {{"totals",
             {{"looked", totals.looked}, {"changed", totals.changed}, {"tightened", totals.tightened}, {"loosened", totals.loosened},
              {"otherwiseChanged", totals.otherwiseChanged}, {"newlySet", totals.newlySet}, {"noLongerSet", totals.noLongerSet},
              {"newlyNonCompliant", totals.newlyNonCompliant}, {"wouldBeBlocked", totals.wouldBeBlocked},
              {"wouldBeWiped", totals.wouldBeWiped}, {"compliantAgain", totals.compliantAgain}}},
            {"settings", std::move(settings)},
            {"phones", std::move(phones)},
            {"more", whatIf.phones().size() - shown}};
}

}  // namespace policy
