#include "tests/policy/merge_cases.h"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>

#include "policy/lattice.h"

namespace policy::testing {
namespace {

constexpr std::array<std::string_view, 4> kElements{"a", "b", "c", "d"};
constexpr std::array<std::string_view, 5> kVersions{"1.0.0", "1.2.0", "1.10.0", "2.0.0-beta", "2.0.0"};

/// Settings by operator; atomic groups by name are one more kind.
const std::vector<std::vector<std::vector<const Setting*>>>& kinds() {
    static const auto all = [] {
        std::map<MergeOperator, std::vector<std::vector<const Setting*>>> byOperator;
        std::map<std::string_view, std::vector<const Setting*>> groups;
        for (const auto& setting : allSettings()) {
            if (setting.atomicGroup.empty())
                byOperator[setting.merge].push_back({&setting});
            else
                groups[setting.atomicGroup].push_back(&setting);
        }
        std::vector<std::vector<std::vector<const Setting*>>> made;
        for (auto& [op, settings] : byOperator) made.push_back(std::move(settings));
        made.emplace_back();
        for (auto& [name, members] : groups) made.back().push_back(std::move(members));
        return made;
    }();
    return all;
}

TextSet drawSet(Draw& draw, const Setting& setting) {
    TextSet set;
    const auto mask = draw.below(16);
    for (std::size_t i = 0; i < 4; ++i) {
        if ((mask >> i & 1) == 0) continue;
        if (setting.choices.empty()) set.emplace_back(kElements[i]);
        else if (i < setting.choices.size()) set.emplace_back(setting.choices[i]);
    }
    return makeTextSet(std::move(set));
}

void addSmaller(std::vector<MergeCasePtr>& smaller, MergeCase changed) {
    smaller.push_back(std::make_shared<const MergeCase>(std::move(changed)));
}

}  // namespace

std::uint64_t Draw::below(std::uint64_t limit) {
    // splitmix64
    m_state += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = m_state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return (mixed ^ (mixed >> 31)) % limit;
}

std::vector<const Setting*> drawSettings(Draw& draw) {
    std::vector<const Setting*> settings;
    for (auto count = 1 + draw.below(3); count > 0; --count) {
        const auto& kind = kinds()[draw.below(kinds().size())];
        const auto& one = kind[draw.below(kind.size())];
        settings.insert(settings.end(), one.begin(), one.end());
    }
    return settings;
}

Value drawValue(Draw& draw, const Setting& setting, Level level) {
    const bool agreed = !isOrdered(setting) && !draw.oneIn(8);
    const auto pick = [&](std::uint64_t count) { return agreed ? static_cast<std::uint64_t>(level) % count : draw.below(count); };
    switch (setting.type) {
        case ValueType::Boolean: return pick(2) == 0;
        case ValueType::Integer: {
            const std::array values{setting.least, setting.least + 1, setting.most - 1, setting.most, (setting.least + setting.most) / 2};
            return values[pick(values.size())];
        }
        case ValueType::Choice: return std::string(setting.choices[pick(setting.choices.size())]);
        case ValueType::Texts: return agreed ? Value(TextSet{"a"}) : Value(drawSet(draw, setting));
        case ValueType::Text:
            return std::string(setting.merge == MergeOperator::MaxVersion ? kVersions[pick(kVersions.size())] : kElements[pick(kElements.size())]);
    }
    return false;
}

GivenPolicy drawPolicy(Draw& draw, std::string name, const std::vector<const Setting*>& settings) {
    GivenPolicy given;
    given.policy.name = std::move(name);
    given.level = static_cast<Level>(draw.below(5));
    if (draw.oneIn(8)) given.conditionError = "no such key: model";
    for (const auto* setting : settings)
        if (!draw.oneIn(3)) given.policy.settings.emplace(setting->name, drawValue(draw, *setting, given.level));
    return given;
}

MergeCase drawCase(Draw& draw) {
    MergeCase made;
    made.seed = draw.below(UINT64_MAX);
    const auto settings = drawSettings(draw);
    for (auto count = draw.below(6); count > 0; --count)
        made.policies.push_back(drawPolicy(draw, "p" + std::to_string(draw.below(1000)) + "-" + std::to_string(count), settings));
    made.added = drawPolicy(draw, "added", settings);
    for (auto count = draw.below(4); count > 0; --count) {
        GivenException given;
        const auto& setting = *settings[draw.below(settings.size())];
        given.exception.name = "e" + std::to_string(count);
        given.exception.setting = setting.name;
        given.exception.value = drawValue(draw, setting, Level::Group);
        if (draw.oneIn(8)) given.conditionError = "divide by zero";
        made.exceptions.push_back(std::move(given));
    }
    return made;
}

std::vector<MergeCasePtr> smallerCases(const MergeCase& from) {
    std::vector<MergeCasePtr> smaller;
    const auto without = [](auto items, std::size_t index) {
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(index));
        return items;
    };
    for (std::size_t i = 0; i < from.policies.size(); ++i)
        addSmaller(smaller, {without(from.policies, i), from.exceptions, from.added, from.seed});
    for (std::size_t i = 0; i < from.exceptions.size(); ++i)
        addSmaller(smaller, {from.policies, without(from.exceptions, i), from.added, from.seed});
    for (std::size_t i = 0; i < from.policies.size(); ++i)
        for (const auto& [name, value] : from.policies[i].policy.settings) {
            MergeCase changed = from;
            changed.policies[i].policy.settings.erase(name);
            addSmaller(smaller, std::move(changed));
        }
    for (const auto& [name, value] : from.added.policy.settings) {
        MergeCase changed = from;
        changed.added.policy.settings.erase(name);
        addSmaller(smaller, std::move(changed));
    }
    return smaller;
}

base::Result<EffectivePolicy> mergeOf(const std::vector<GivenPolicy>& policies, const std::vector<GivenException>& exceptions) {
    std::vector<MatchedPolicy> matched;
    matched.reserve(policies.size());
    for (const auto& each : policies) matched.push_back({&each.policy, each.level, each.conditionError});
    std::vector<MatchedException> matchedExceptions;
    matchedExceptions.reserve(exceptions.size());
    for (const auto& each : exceptions) matchedExceptions.push_back({&each.exception, each.conditionError});
    return mergePolicies(matched, matchedExceptions);
}

void showValue(const MergeCasePtr& given, std::ostream& out) {
    const MergeCase& shown = *given;
    const auto policy = [&](const GivenPolicy& each) {
        out << "  " << each.policy.name << " at " << levelName(each.level) << (each.conditionError.empty() ? "" : " (condition failed)") << ":";
        for (const auto& [name, value] : each.policy.settings) out << " " << name << "=" << valueText(value);
        out << "\n";
    };
    out << "\n";
    for (const auto& each : shown.policies) policy(each);
    for (const auto& each : shown.exceptions)
        out << "  exception " << each.exception.name << (each.conditionError.empty() ? "" : " (condition failed)") << ": " << each.exception.setting
            << "=" << valueText(each.exception.value) << "\n";
    policy(shown.added);
    out << "  seed " << shown.seed;
}

}  // namespace policy::testing

namespace rc {

Gen<policy::testing::MergeCasePtr> Arbitrary<policy::testing::MergeCasePtr>::arbitrary() {
    using policy::testing::MergeCasePtr;
    return [](const Random& random, int) {
        Random source(random);
        policy::testing::Draw draw(source.next());
        return shrinkable::shrinkRecur(MergeCasePtr(std::make_shared<const policy::testing::MergeCase>(policy::testing::drawCase(draw))),
                                       [](const MergeCasePtr& from) { return seq::fromContainer(policy::testing::smallerCases(*from)); });
    };
}

}  // namespace rc
