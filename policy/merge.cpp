#include "policy/merge.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "policy/lattice.h"

namespace policy {
namespace {

using base::ErrorCode;
using base::Result;

/// What is said about one setting.
struct Said {
    std::vector<Contribution> contributions;
    std::vector<const MatchedException*> exceptions;
};
using SaidBySetting = std::map<std::string_view, Said>;

Result<const Setting*> settingOf(std::string_view name, const Value& value) {
    const auto* setting = findSetting(name);
    if (setting != nullptr && hasShape(*setting, value)) return setting;
    const auto checked = checkSetting(name, value);
    if (!checked) return checked.error();
    return base::Error{ErrorCode::InvalidInput, std::string(name) + ": " + valueText(value) + " is not a value of this setting"};
}

void sortOnce(std::vector<Contribution>& contributions) {
    const auto key = [](const Contribution& c) { return std::tie(c.level, c.policy, c.value, c.conditionError); };
    std::sort(contributions.begin(), contributions.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    contributions.erase(std::unique(contributions.begin(), contributions.end()), contributions.end());
}

Result<SaidBySetting> collect(std::span<const MatchedPolicy> policies, std::span<const MatchedException> exceptions) {
    SaidBySetting said;
    for (const auto& [policy, level, conditionError] : policies) {
        for (const auto& [name, value] : policy->settings) {
            TWINSET_ASSIGN(const auto* setting, settingOf(name, value).withContext("policy " + policy->name));
            said[setting->name].contributions.push_back({policy->name, level, value, false, conditionError});
        }
    }
    for (const auto& matched : exceptions) {
        const auto& exception = *matched.exception;
        TWINSET_ASSIGN(const auto* setting, settingOf(exception.setting, exception.value).withContext("exception " + exception.name));
        const auto it = said.find(setting->name);
        if (it != said.end()) it->second.exceptions.push_back(&matched);
    }
    for (auto& [name, each] : said) {
        sortOnce(each.contributions);
        std::sort(each.exceptions.begin(), each.exceptions.end(),
                  [](const auto* a, const auto* b) { return a->exception->name < b->exception->name; });
        const auto same = [](const auto* a, const auto* b) { return a->exception->name == b->exception->name; };
        each.exceptions.erase(std::unique(each.exceptions.begin(), each.exceptions.end(), same), each.exceptions.end());
    }
    return said;
}

/// The merge of one setting that has an order.
class OrderedMerge {
public:
    OrderedMerge(const Setting& setting, Said said) : m_setting(setting), m_said(std::move(said)) {
        for (const auto& each : m_said.contributions) join(each.level == Level::Floor ? m_floor : m_others, each.value);
    }

    EffectiveSetting run() {
        const Value alone = aboveFloor(m_others);
        auto loose = m_others;
        for (const auto* each : m_said.exceptions)
            if (loose && each->conditionError.empty()) loose = loosened(m_setting, *loose, each->exception->value);
        EffectiveSetting effective{aboveFloor(loose), {}, {}};
        for (const auto* each : m_said.exceptions) effective.exceptions.push_back(effectOf(*each, alone, effective.value));
        markWinners(effective);
        effective.contributions = std::move(m_said.contributions);
        return effective;
    }

private:
    void join(std::optional<Value>& into, const Value& value) const { into = into ? stricter(m_setting, *into, value) : value; }

    /// One of both is set: somebody contributed.
    Value aboveFloor(const std::optional<Value>& others) const {
        if (!others) return *m_floor;
        return m_floor ? stricter(m_setting, *m_floor, *others) : *others;
    }

    ExceptionEffect effectOf(const MatchedException& matched, const Value& alone, const Value& effective) const {
        const auto& exception = *matched.exception;
        ExceptionEffect effect{exception.name, exception.value, false, {}};
        if (!matched.conditionError.empty()) {
            effect.note = "the condition failed: " + matched.conditionError;
            return effect;
        }
        const auto loose = m_others ? std::optional(loosened(m_setting, *m_others, exception.value)) : std::nullopt;
        const Value byItself = aboveFloor(loose);
        const bool set = m_setting.type == ValueType::Texts;
        effect.applied = byItself != alone && (set || byItself == effective);
        if (loose && byItself != *loose)
            effect.note = "floor policy '" + floorPolicyAgainst(*loose) + "' holds";
        else if (byItself == alone)
            effect.note = loose ? "nothing is stricter" : "floor policy '" + m_said.contributions.front().policy + "' holds";
        else if (!effect.applied)
            effect.note = "another exception is looser";
        return effect;
    }

    /// A floor policy that does not let `value` stand.
    std::string floorPolicyAgainst(const Value& value) const {
        for (const auto& each : m_said.contributions)
            if (each.level == Level::Floor && stricter(m_setting, each.value, value) != value) return each.policy;
        return m_said.contributions.front().policy;
    }

    void markWinners(const EffectiveSetting& effective) {
        auto& all = m_said.contributions;
        if (m_setting.merge == MergeOperator::Intersect) return markIntersectWinners(effective);
        if (m_setting.merge != MergeOperator::Union) {
            for (auto& each : all) each.won = each.value == effective.value;
            return;
        }
        const auto& left = std::get<TextSet>(effective.value);
        const bool allEmpty = std::all_of(all.begin(), all.end(), [](const auto& c) { return std::get<TextSet>(c.value).empty(); });
        for (auto& each : all) {
            const auto& own = std::get<TextSet>(each.value);
            const auto inForce = [&](const auto& text) { return std::binary_search(left.begin(), left.end(), text); };
            each.won = allEmpty || std::any_of(own.begin(), own.end(), inForce);
        }
    }

    void markIntersectWinners(const EffectiveSetting& effective) {
        const auto widest = [](Value a, const Value& b) {
            TextSet all = std::get<TextSet>(std::move(a));
            const auto& more = std::get<TextSet>(b);
            all.insert(all.end(), more.begin(), more.end());
            return Value(makeTextSet(std::move(all)));
        };
        Value let = TextSet{};
        for (const auto& each : m_said.contributions) let = widest(std::move(let), each.value);
        Value letByAll = let;
        for (const auto& each : effective.exceptions)
            if (each.applied) letByAll = widest(std::move(letByAll), each.value);
        bool any = false;
        for (auto& each : m_said.contributions) any |= each.won = each.value != (each.level == Level::Floor ? letByAll : let);
        if (!any)
            for (auto& each : m_said.contributions) each.won = true;
    }

    const Setting& m_setting;
    Said m_said;
    std::optional<Value> m_floor, m_others;
};

std::vector<ExceptionEffect> exceptionsWithoutEffect(const Said& said) {
    std::vector<ExceptionEffect> effects;
    for (const auto* each : said.exceptions)
        effects.push_back({each->exception->name, each->exception->value, false, "the setting has no order, so nothing of it is looser"});
    return effects;
}

using Bundle = std::map<std::string_view, Value>;

/// One policy at one level, and what it says of an exclusive setting or of an atomic group.
struct Source {
    Level level;
    std::string policy;
    Bundle bundle;
};

std::string bundleText(const Bundle& bundle) {
    if (bundle.size() == 1) return valueText(bundle.begin()->second);
    std::string text;
    for (const auto& [name, value] : bundle) text += (text.empty() ? "" : ", ") + std::string(name) + " = " + valueText(value);
    return text;
}

/// The strongest source, or none. `sources` in any order.
Result<std::optional<Source>> decide(std::string_view what, std::vector<Source> sources) {
    if (sources.empty()) return std::optional<Source>();
    std::sort(sources.begin(), sources.end(),
              [](const Source& a, const Source& b) { return std::tie(a.level, a.policy) < std::tie(b.level, b.policy); });
    const Source& first = sources.front();
    for (const auto& other : sources)
        if (other.level == first.level && other.bundle != first.bundle)
            return base::Error{ErrorCode::Conflict, std::string(what) + ": policies '" + first.policy + "' (" + bundleText(first.bundle) +
                                                        ") and '" + other.policy + "' (" + bundleText(other.bundle) +
                                                        ") contradict each other at level " + std::string(levelName(first.level)) +
                                                        "; assign one of them at another level, or to other phones"};
    return std::optional(first);
}

/// Decides all settings of `members` (an atomic group, or one exclusive) together, and adds what the decision gives.
Result<void> mergeExclusives(std::string_view what, const std::vector<std::string_view>& members, SaidBySetting& said, EffectivePolicy& into) {
    std::map<std::pair<Level, std::string>, Bundle> bundles;
    for (const auto& name : members)
        for (const auto& each : said[name].contributions)
            if (each.conditionError.empty()) bundles[{each.level, each.policy}].emplace(name, each.value);
    std::vector<Source> sources;
    for (auto& [key, bundle] : bundles) sources.push_back({key.first, key.second, std::move(bundle)});
    TWINSET_ASSIGN(const auto source, decide(what, std::move(sources)));
    if (!source) return {};
    for (const auto& [name, value] : source->bundle) {
        auto& each = said[name];
        for (auto& one : each.contributions) one.won = one.level == source->level && one.conditionError.empty();
        auto effects = exceptionsWithoutEffect(each);
        into.emplace(name, EffectiveSetting{value, std::move(each.contributions), std::move(effects)});
    }
    return {};
}

}  // namespace

Result<EffectivePolicy> mergePolicies(std::span<const MatchedPolicy> policies, std::span<const MatchedException> exceptions) {
    TWINSET_ASSIGN(auto said, collect(policies, exceptions));
    EffectivePolicy effective;
    std::map<std::string, std::vector<std::string_view>> exclusives;
    for (auto& [name, each] : said) {
        const auto* setting = findSetting(name);
        if (!isOrdered(*setting))
            exclusives[setting->atomicGroup.empty() ? std::string(name) : "group " + std::string(setting->atomicGroup)].push_back(name);
        else if (!each.contributions.empty())
            effective.emplace(name, OrderedMerge(*setting, std::move(each)).run());
    }
    for (const auto& [what, members] : exclusives) TWINSET_TRY(mergeExclusives(what, members, said, effective));
    return effective;
}

std::map<std::string, Value> effectiveValues(const EffectivePolicy& effective) {
    std::map<std::string, Value> values;
    for (const auto& [name, setting] : effective) values.emplace(name, setting.value);
    return values;
}

}  // namespace policy
