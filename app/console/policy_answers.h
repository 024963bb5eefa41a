// What the policy verbs answer, as rows (docs/admin-api.md). Reading is thread-free; Corrupt when an answer is not as the admin API says.
#pragma once

#include <optional>
#include <vector>

#include "app/console/rows.h"
#include "base/json.h"
#include "base/result.h"
#include "policy/policy.h"

namespace console {

/// A policy as the gateway has it.
base::Result<policy::Policy> readWholePolicy(const base::Json& json);

/// One thing that a change of policy does to one phone.
struct PolicyEffectRow {
    QString id;  // the place in the answer
    QString phone, handset, subject, before, after;  // subject: a setting, or a compliance rule
    QString change;                                  // "tightened", "loosened", "changed", "newly-set", "no-longer-set", "violated", "complied"
};

/// A group that a change of rules makes, changes or removes: how many phones are in it, and would be; nullopt: there is no such group.
struct GroupEffectRow {
    QString name;
    std::optional<std::int64_t> before, after;
};

/// Counts are of phones.
struct PolicyWhatIf {
    std::int64_t changed = 0, tightened = 0, loosened = 0, otherwise = 0, newlySet = 0, noLongerSet = 0;
    std::int64_t newlyNonCompliant = 0, wouldBeBlocked = 0, wouldBeWiped = 0;
    std::int64_t notListed = 0;  // phones beyond those of `effects`
    std::vector<GroupEffectRow> groups;
    std::vector<PolicyEffectRow> effects;
};
base::Result<PolicyWhatIf> readPolicyWhatIf(const base::Json& json);

/// A policy, or an exception, that has something to say about a setting.
struct ContributorRow {
    QString name, level, target, value, condition, state, error, why;  // state: "held", "not-held", "failed"
    QString owner, reason;                                              // of an exception
    Stamp expiresAt;
    bool counts = false;  // it won, or applied
};

struct ExplainedSettingRow {
    QString id, value, unset, mergeOperator, enforcedAt, observed;
    bool isSet = false;
    Stamp observedAt;
    std::vector<ContributorRow> contributors, exceptions;
};

struct ExplainedPhone {
    QString phone, handset;
    std::vector<std::pair<QString, Stamp>> violations;  // compliance rule, since
    std::vector<ExplainedSettingRow> settings;
};
/// Of the first phone in the answer.
base::Result<ExplainedPhone> readPolicyExplanation(const base::Json& json);

}  // namespace console
