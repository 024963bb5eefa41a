#include "policy/policy_diff.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "policy/lattice.h"
#include "policy/rule_book_json.h"

namespace policy {
namespace {

using base::Json;

SettingChangeKind kindOf(const std::string& name, const Value& before, const Value& after) {
    const auto* setting = findSetting(name);
    if (setting == nullptr || !hasShape(*setting, before) || !hasShape(*setting, after)) return SettingChangeKind::Changed;
    switch (directionOf(*setting, before, after)) {
        case Direction::Tightened: return SettingChangeKind::Tightened;
        case Direction::Loosened: return SettingChangeKind::Loosened;
        default: return SettingChangeKind::Changed;
    }
}

std::vector<MemberChange> compareMembers(const Json& before, const Json& after) {
    std::set<std::string> names;
    for (const auto* json : {&before, &after})
        for (const auto& [name, value] : json->items()) names.insert(name);
    const auto text = [](const Json& json, const std::string& name) { return json.contains(name) ? json.at(name).dump() : std::string("null"); };
    std::vector<MemberChange> changes;
    for (const auto& name : names)
        if (text(before, name) != text(after, name)) changes.push_back({name, text(before, name), text(after, name)});
    return changes;
}

class BookComparison {
public:
    template <typename Object>
    void compare(const char* prefix, const std::map<std::string, Object>& before, const std::map<std::string, Object>& after,
                 Json (*write)(const Object&)) {
        std::set<std::string> names;
        for (const auto* objects : {&before, &after})
            for (const auto& [name, object] : *objects) names.insert(name);
        for (const auto& name : names) {
            const auto old = before.find(name), now = after.find(name);
            const auto* from = old == before.end() ? nullptr : &old->second;
            const auto* to = now == after.end() ? nullptr : &now->second;
            if (from != nullptr && to != nullptr && *from == *to) continue;
            ObjectChange change{prefix + name, kind(from == nullptr, to == nullptr), {}, settingChanges(from, to)};
            if (from != nullptr && to != nullptr) change.members = compareMembers(members(write(*from)), members(write(*to)));
            m_changes.push_back(std::move(change));
        }
    }

    void compareAssignments(const std::vector<Assignment>& before, const std::vector<Assignment>& after) {
        const std::set<Assignment> old(before.begin(), before.end()), now(after.begin(), after.end());
        std::set<Assignment> all = old;
        all.insert(now.begin(), now.end());
        for (const auto& each : all)
            if (old.contains(each) != now.contains(each))
                m_changes.push_back({"assignment of " + each.policy + " to " + targetText(each.target) + " at " + std::string(levelName(each.level)),
                                     kind(!old.contains(each), !now.contains(each)), {}, {}});
    }

    std::vector<ObjectChange> take() { return std::move(m_changes); }

private:
    static ObjectChangeKind kind(bool added, bool removed) {
        return added ? ObjectChangeKind::Added : removed ? ObjectChangeKind::Removed : ObjectChangeKind::Changed;
    }
    static Json members(Json object) {
        object.erase("settings");
        return object;
    }
    static std::vector<SettingChange> settingChanges(const Policy* before, const Policy* after) {
        return compareSettings(before == nullptr ? std::map<std::string, Value>() : before->settings,
                               after == nullptr ? std::map<std::string, Value>() : after->settings);
    }
    static std::vector<SettingChange> settingChanges(const void*, const void*) { return {}; }

    std::vector<ObjectChange> m_changes;
};

}  // namespace

std::string_view settingChangeName(SettingChangeKind kind) {
    constexpr std::array<std::string_view, 5> kNames{"tightened", "loosened", "changed", "newly-set", "no-longer-set"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::vector<SettingChange> compareSettings(const std::map<std::string, Value>& before, const std::map<std::string, Value>& after) {
    std::vector<SettingChange> changes;
    for (const auto& [name, value] : before) {
        const auto now = after.find(name);
        if (now == after.end())
            changes.push_back({name, SettingChangeKind::NoLongerSet, value, {}});
        else if (now->second != value)
            changes.push_back({name, kindOf(name, value, now->second), value, now->second});
    }
    for (const auto& [name, value] : after)
        if (!before.contains(name)) changes.push_back({name, SettingChangeKind::NewlySet, {}, value});
    std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.setting < b.setting; });
    return changes;
}

std::vector<SettingChange> compareEffective(const EffectivePolicy& before, const EffectivePolicy& after) {
    return compareSettings(effectiveValues(before), effectiveValues(after));
}

std::vector<ObjectChange> compareBooks(const RuleBook& before, const RuleBook& after) {
    BookComparison comparison;
    comparison.compare("policy ", before.policies, after.policies, policyToJson);
    comparison.compare("group ", before.groups, after.groups, groupToJson);
    comparison.compareAssignments(before.assignments, after.assignments);
    comparison.compare("exception ", before.exceptions, after.exceptions, exceptionToJson);
    comparison.compare("compliance ", before.complianceRules, after.complianceRules, complianceRuleToJson);
    return comparison.take();
}

Json settingChangeToJson(const SettingChange& change) {
    return {{"setting", change.setting},
            {"change", settingChangeName(change.kind)},
            {"before", change.before ? valueToJson(*change.before) : Json()},
            {"after", change.after ? valueToJson(*change.after) : Json()}};
}

Json bookDiffToJson(const std::vector<ObjectChange>& changes) {
    constexpr std::array<std::string_view, 3> kKinds{"added", "removed", "changed"};
    Json all = Json::array();
    for (const auto& change : changes) {
        Json members = Json::array(), settings = Json::array();
        for (const auto& each : change.members)
            members.push_back({{"member", each.member}, {"before", Json::parse(each.before)}, {"after", Json::parse(each.after)}});
        for (const auto& each : change.settings) settings.push_back(settingChangeToJson(each));
        all.push_back({{"object", change.object},
                       {"change", kKinds[static_cast<std::size_t>(change.kind)]},
                       {"members", std::move(members)},
                       {"settings", std::move(settings)}});
    }
    return {{"changes", std::move(all)}};
}

}  // namespace policy
