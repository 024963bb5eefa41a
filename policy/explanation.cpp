#include "policy/explanation.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

#include "policy/condition_account.h"
#include "policy/lattice.h"

namespace policy {
namespace {

using base::Json;

ConditionState worse(const ConditionOutcome& target, const ConditionOutcome& condition) {
    if (target.state == ConditionState::NotHeld || condition.state == ConditionState::NotHeld) return ConditionState::NotHeld;
    return target.state == ConditionState::Failed ? target.state : condition.state;
}

const Contribution* contributionOf(const EffectiveSetting* effective, const ExplainedContributor& by) {
    if (effective == nullptr) return nullptr;
    for (const auto& one : effective->contributions)
        if (one.policy == by.policy && one.level == by.level && one.conditionError == by.error) return &one;
    return nullptr;
}

std::string firstWinner(const EffectiveSetting& effective) {
    for (const auto& one : effective.contributions)
        if (one.won) return one.policy;
    return {};
}

std::string appliedException(const EffectiveSetting& effective) {
    for (const auto& one : effective.exceptions)
        if (one.applied) return one.exception;
    return {};
}

bool isAlone(const EffectiveSetting& effective) {
    return std::all_of(effective.contributions.begin(), effective.contributions.end(),
                       [&](const Contribution& one) { return one.policy == effective.contributions.front().policy; });
}

std::string whyOrdered(const Setting& setting, const ExplainedContributor& by, const EffectiveSetting& effective) {
    const bool set = setting.type == ValueType::Texts;
    const auto exception = appliedException(effective);
    if (by.won && isAlone(effective)) return "nobody else sets it";
    if (by.won) return set ? "its elements are part of the value" : "nothing is stricter";
    if (!set && !exception.empty() && !atLeastAsStrict(setting, effective.value, by.value)) return "exception '" + exception + "' loosens it";
    if (set && !exception.empty() && setting.merge == MergeOperator::Union) return "exception '" + exception + "' takes its elements out";
    if (set) return "others are as strict without it";
    return "policy '" + firstWinner(effective) + "' is stricter";
}

std::string whyExclusive(const Setting& setting, const ExplainedContributor& by, const EffectiveSetting* effective) {
    if (!by.error.empty()) return "its condition failed, and what has no order is not taken from a policy that may not match";
    if (by.won) return "its level is the strongest that sets " + (setting.atomicGroup.empty() ? "it" : "the group " + std::string(setting.atomicGroup));
    if (effective == nullptr) return "a stronger level sets the group " + std::string(setting.atomicGroup) + ", without this setting";
    return "policy '" + firstWinner(*effective) + "' is of a stronger level";
}

class Explainer {
public:
    Explainer(const PhoneEvaluation& evaluation, std::string_view only) : m_evaluation(evaluation), m_only(only) {}

    Explanation run() {
        for (const auto& assignment : m_evaluation.assignments) addContributors(assignment);
        for (const auto& exception : m_evaluation.exceptions) addException(exception);
        Explanation explanation;
        for (auto& [name, explained] : m_settings) {
            finish(explained);
            explanation.settings.push_back(std::move(explained));
        }
        return explanation;
    }

private:
    ExplainedSetting* of(const std::string& name) {
        const auto* setting = findSetting(name);
        if (setting == nullptr || (!m_only.empty() && m_only != name)) return nullptr;
        auto& explained = m_settings[name];
        explained.setting = setting;
        return &explained;
    }

    void addContributors(const AssignmentOutcome& assignment) {
        for (const auto& [name, value] : assignment.policy->settings) {
            auto* explained = of(name);
            if (explained == nullptr) continue;
            ExplainedContributor by;
            by.policy = assignment.policy->name;
            by.level = assignment.assignment->level;
            by.target = assignment.assignment->target;
            by.value = value;
            by.condition = assignment.policy->when;
            by.state = worse(assignment.target, assignment.condition);
            if (by.state == ConditionState::Failed) by.error = assignment.target.error.empty() ? assignment.condition.error : assignment.target.error;
            explained->contributors.push_back(std::move(by));
        }
    }

    void addException(const ExceptionOutcome& outcome) {
        auto* explained = of(outcome.exception->setting);
        if (explained == nullptr) return;
        const auto& from = *outcome.exception;
        ExplainedException exception;
        exception.name = from.name;
        exception.value = from.value;
        exception.target = from.target;
        exception.condition = from.when;
        exception.state = worse(outcome.target, outcome.condition);
        exception.owner = from.owner;
        exception.reason = from.reason;
        exception.expiresAt = from.expiresAt;
        exception.expired = outcome.expired;
        explained->exceptions.push_back(std::move(exception));
    }

    void finish(ExplainedSetting& explained) {
        const auto found = m_evaluation.effective.find(std::string(explained.setting->name));
        const auto* effective = found == m_evaluation.effective.end() ? nullptr : &found->second;
        if (effective != nullptr) explained.value = effective->value;
        for (auto& by : explained.contributors) finish(by, *explained.setting, effective);
        for (auto& exception : explained.exceptions) finish(exception, effective);
        std::sort(explained.contributors.begin(), explained.contributors.end(), [](const auto& a, const auto& b) {
            return std::tie(a.level, a.policy, a.target) < std::tie(b.level, b.policy, b.target);
        });
        std::sort(explained.exceptions.begin(), explained.exceptions.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    }

    static void finish(ExplainedContributor& by, const Setting& setting, const EffectiveSetting* effective) {
        if (by.state == ConditionState::NotHeld) {
            by.why = "its condition does not hold for this phone";
            return;
        }
        const auto* contribution = contributionOf(effective, by);
        by.won = contribution != nullptr && contribution->won;
        by.why = isOrdered(setting) && effective != nullptr ? whyOrdered(setting, by, *effective) : whyExclusive(setting, by, effective);
    }

    static void finish(ExplainedException& exception, const EffectiveSetting* effective) {
        if (exception.expired || exception.state == ConditionState::NotHeld) {
            exception.why = exception.expired ? "it has expired" : "its condition does not hold for this phone";
            return;
        }
        exception.why = "nobody sets the setting";
        if (effective == nullptr) return;
        for (const auto& effect : effective->exceptions) {
            if (effect.exception != exception.name) continue;
            exception.applied = effect.applied;
            exception.why = effect.note;
        }
    }

    const PhoneEvaluation& m_evaluation;
    std::string_view m_only;
    std::map<std::string, ExplainedSetting> m_settings;
};

/// Computes the value of an ordered setting from winners and applied exceptions only.
class Replay {
public:
    explicit Replay(const Setting& setting) : m_setting(setting) {}
    void winner(Level level, const Value& value) {
        auto& into = level == Level::Floor ? m_floor : m_others;
        into = into && isOrdered(m_setting) ? stricter(m_setting, *into, value) : into ? *into : value;
    }
    void exception(const Value& value) { m_exceptions.push_back(&value); }

    std::optional<Value> value() const {
        if (!isOrdered(m_setting)) return m_floor ? m_floor : m_others;
        auto loose = m_others;
        for (const auto* exception : m_exceptions) {
            if (loose)
                loose = loosened(m_setting, *loose, *exception);
            else if (m_setting.type != ValueType::Texts)
                loose = *exception;
        }
        // Every element that was ever blocked was taken out again.
        if (!loose && !m_floor && !m_exceptions.empty() && m_setting.merge == MergeOperator::Union) return Value(TextSet{});
        if (!loose || !m_floor) return loose ? loose : m_floor;
        return stricter(m_setting, *m_floor, *loose);
    }

private:
    const Setting& m_setting;
    std::optional<Value> m_floor, m_others;
    std::vector<const Value*> m_exceptions;
};

void putText(Json& json, const char* member, std::string_view text) {
    if (!text.empty()) json[member] = text;
}

std::string_view stateName(ConditionState state) {
    constexpr std::array<std::string_view, 3> kNames{"held", "not-held", "failed"};
    return kNames[static_cast<std::size_t>(state)];
}

Json contributorToJson(const ExplainedContributor& by) {
    Json json{{"policy", by.policy},          {"level", levelName(by.level)}, {"target", targetText(by.target)},
              {"value", valueToJson(by.value)}, {"state", stateName(by.state)}, {"won", by.won}};
    putText(json, "condition", by.condition);
    putText(json, "error", by.error);
    putText(json, "why", by.why);
    return json;
}

Json exceptionToJson(const ExplainedException& exception) {
    Json json{{"exception", exception.name}, {"value", valueToJson(exception.value)}, {"target", targetText(exception.target)},
              {"state", stateName(exception.state)}, {"owner", exception.owner}, {"reason", exception.reason},
              {"expiresAt", base::formatTimestamp(exception.expiresAt)}, {"expired", exception.expired}, {"applied", exception.applied}};
    putText(json, "condition", exception.condition);
    putText(json, "why", exception.why);
    return json;
}

Json settingToJson(const ExplainedSetting& explained) {
    const auto& setting = *explained.setting;
    Json contributors = Json::array(), exceptions = Json::array();
    for (const auto& by : explained.contributors) contributors.push_back(contributorToJson(by));
    for (const auto& exception : explained.exceptions) exceptions.push_back(exceptionToJson(exception));
    Json json{{"name", setting.name},
              {"value", explained.value ? valueToJson(*explained.value) : Json()},
              {"unset", looseText(setting)},
              {"operator", mergeOperatorName(setting.merge)},
              {"enforcedAt", enforcementName(setting.enforcement)},
              {"survivesCompromisedGuest", setting.survivesCompromisedGuest},
              {"contributors", std::move(contributors)},
              {"exceptions", std::move(exceptions)}};
    putText(json, "unit", setting.unit);
    putText(json, "atomicGroup", setting.atomicGroup);
    return json;
}

}  // namespace

Explanation explain(const PhoneEvaluation& evaluation, std::string_view only) {
    return Explainer(evaluation, only).run();
}

Explanation explain(const CompiledBook& book, const PhoneEvaluation& evaluation, const PhoneFacts& facts, base::Timestamp now, std::string_view only) {
    auto explanation = explain(evaluation, only);
    const auto account = [&](const CompiledCondition* condition, ConditionState state, std::string& why) {
        if (condition == nullptr || state != ConditionState::NotHeld) return;
        const auto words = whyNotHeld(*condition, facts, now);
        if (!words.empty()) why += ": " + words;
    };
    for (auto& setting : explanation.settings) {
        for (auto& by : setting.contributors) account(book.ofPolicy(by.policy), by.state, by.why);
        for (auto& exception : setting.exceptions) account(book.ofException(exception.name), exception.state, exception.why);
    }
    return explanation;
}

std::optional<Value> replay(const ExplainedSetting& explained) {
    Replay replay(*explained.setting);
    for (const auto& by : explained.contributors)
        if (by.won) replay.winner(by.level, by.value);
    for (const auto& exception : explained.exceptions)
        if (exception.applied) replay.exception(exception.value);
    return replay.value();
}

std::optional<Value> replay(const Setting& setting, const EffectiveSetting& effective) {
    Replay replay(setting);
    for (const auto& one : effective.contributions)
        if (one.won) replay.winner(one.level, one.value);
    for (const auto& exception : effective.exceptions)
        if (exception.applied) replay.exception(exception.value);
    return replay.value();
}

Json explanationToJson(const Explanation& explanation) {
    Json settings = Json::array();
    for (const auto& one : explanation.settings) settings.push_back(settingToJson(one));
    return {{"settings", std::move(settings)}};
}

}  // namespace policy
