// Explanation: for one virtual phone and each setting the value, why it is this one, and what would have had to be
// otherwise. Plain data, made from what evaluatePhone found; nothing is decided here a second time. What a handset
// observed is for the gateway to add.
//
// An explanation is sound: `replay` computes the value again from nothing but the contributors that won and the
// exceptions that applied.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "policy/phone_evaluation.h"
#include "policy/setting.h"

namespace policy {

/// One assignment of a policy that sets the setting.
struct ExplainedContributor {
    std::string policy;
    Level level = Level::Group;
    Target target;
    Value value;
    std::string condition;  // the policy's `when`; empty: always
    ConditionState state = ConditionState::Held;  // of target and condition together
    std::string error;      // when it failed
    bool won = false;
    std::string why;  // a sentence's end: "it is the strictest", "policy 'x' is stricter", "its condition does not hold
                      // for this phone"
    bool operator==(const ExplainedContributor&) const = default;
};

struct ExplainedException {
    std::string name;
    Value value;
    Target target;
    std::string condition;
    ConditionState state = ConditionState::Held;
    std::string owner, reason;
    base::Timestamp expiresAt;
    bool expired = false;
    bool applied = false;
    std::string why;  // why not, or not wholly; empty when it applies in full
    bool operator==(const ExplainedException&) const = default;
};

struct ExplainedSetting {
    // in the table: operator, enforcement, unit, atomic group, what holds when nobody sets it
    const Setting* setting = nullptr;
    std::optional<Value> value;        // nullopt: nobody who matches decides it, and looseText(*setting) holds
    std::vector<ExplainedContributor> contributors;  // by level, policy and target; also those that do not match
    std::vector<ExplainedException> exceptions;      // by name; also expired ones
    bool operator==(const ExplainedSetting&) const = default;
};

struct Explanation {
    // by name: those that somebody assigned to the phone sets, or has an exception for
    std::vector<ExplainedSetting> settings;
};

/// `only`: one setting's name, or empty for all that somebody sets. The answer keeps nothing of `evaluation`.
Explanation explain(const PhoneEvaluation& evaluation, std::string_view only);

/// The same, and each contributor and exception whose condition does not hold says which part of it is false and what
/// that part read. `evaluation` was made from `book` and `facts` at `now`.
Explanation explain(const CompiledBook& book, const PhoneEvaluation& evaluation, const PhoneFacts& facts,
                    base::Timestamp now, std::string_view only);

/// The value that follows from the winners and the applied exceptions; nullopt when there is neither.
std::optional<Value> replay(const ExplainedSetting& setting);
/// The same for a merge's own account of itself.
std::optional<Value> replay(const Setting& setting, const EffectiveSetting& effective);

/// {"settings": [{"name", "value" (null: nobody sets it), "unset", "operator", "enforcedAt",
///   "survivesCompromisedGuest", "unit", "atomicGroup",
///   "contributors": [{"policy", "level", "target", "value", "condition", "state", "error", "won", "why"}],
///   "exceptions": [{"exception", "value", "target", "condition", "state", "owner", "reason", "expiresAt", "expired",
///                   "applied", "why"}]}]}
/// state: "held", "not-held", "failed". Empty texts are left out.
base::Json explanationToJson(const Explanation& explanation);

}  // namespace policy
