#include "policy/merge.h"

#include <algorithm>

namespace policy {
namespace {

/// The stricter of two values under an operator that has an order.
Value stricter(MergeOperator op, const Value& a, const Value& b) {
    switch (op) {
        case MergeOperator::Or: return std::get<bool>(a) || std::get<bool>(b);
        case MergeOperator::And: return std::get<bool>(a) && std::get<bool>(b);
        case MergeOperator::Min: return std::min(std::get<std::int64_t>(a), std::get<std::int64_t>(b));
        case MergeOperator::Max: return std::max(std::get<std::int64_t>(a), std::get<std::int64_t>(b));
        case MergeOperator::Union:
        case MergeOperator::Intersect:
        case MergeOperator::EnumJoin:
        case MergeOperator::Exclusive: break;
    }
    return a;
}

bool sortsBefore(const Contribution& a, const Contribution& b) {
    return std::tie(a.level, a.policy, a.value) < std::tie(b.level, b.policy, b.value);
}

/// `said` is sorted, so that the strongest level stands first.
base::Result<Value> decideExclusive(const Setting& setting, const std::vector<Contribution>& said) {
    const Contribution& first = said.front();
    for (const auto& other : said)
        if (other.level == first.level && other.value != first.value)
            return base::Error{base::ErrorCode::Conflict, std::string(setting.name) + ": policies '" + first.policy + "' (" +
                                                              valueText(first.value) + ") and '" + other.policy + "' (" +
                                                              valueText(other.value) + ") contradict each other at level " +
                                                              std::string(levelName(first.level))};
    return first.value;
}

base::Result<EffectiveSetting> mergeSetting(const Setting& setting, std::vector<Contribution> said) {
    std::sort(said.begin(), said.end(), sortsBefore);
    const bool onlyDefaults = said.front().level == Level::Default;
    const auto counts = [&](const Contribution& c) { return onlyDefaults || c.level != Level::Default; };
    Value value = said.front().value;
    if (setting.merge == MergeOperator::Exclusive) {
        TWINSET_ASSIGN(value, decideExclusive(setting, said));
    } else {
        for (const auto& contribution : said)
            if (counts(contribution)) value = stricter(setting.merge, value, contribution.value);
    }
    for (auto& contribution : said) contribution.won = counts(contribution) && contribution.value == value;
    return EffectiveSetting{std::move(value), std::move(said)};
}

}  // namespace

base::Result<EffectivePolicy> mergePolicies(const std::vector<AssignedPolicy>& assigned) {
    std::map<std::string, std::vector<Contribution>> said;
    for (const auto& [policy, level] : assigned) {
        TWINSET_TRY(checkPolicy(policy));
        for (const auto& [name, value] : policy.settings) said[name].push_back({policy.name, level, value, false});
    }
    EffectivePolicy effective;
    for (auto& [name, contributions] : said) {
        TWINSET_ASSIGN(auto merged, mergeSetting(*findSetting(name), std::move(contributions)));
        effective.emplace(name, std::move(merged));
    }
    return effective;
}

std::map<std::string, Value> effectiveValues(const EffectivePolicy& effective) {
    std::map<std::string, Value> values;
    for (const auto& [name, setting] : effective) values.emplace(name, setting.value);
    return values;
}

}  // namespace policy
