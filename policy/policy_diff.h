// The difference between two rule books, object by object: what a plan, `policy diff` and the history show. And between
// two effective policies, setting by setting. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "policy/merge.h"
#include "policy/rule_book.h"

namespace policy {

enum class SettingChangeKind { Tightened, Loosened, Changed, NewlySet, NoLongerSet };
/// "tightened", "loosened", "changed", "newly-set", "no-longer-set".
std::string_view settingChangeName(SettingChangeKind kind);

struct SettingChange {
    std::string setting;
    SettingChangeKind kind = SettingChangeKind::Changed;
    std::optional<Value> before, after;  // exactly the missing one is empty
    bool operator==(const SettingChange&) const = default;
};

/// By name; what is equal in both is left out.
std::vector<SettingChange> compareSettings(const std::map<std::string, Value>& before,
                                           const std::map<std::string, Value>& after);
/// By the values only: another contributor of the same value is no change.
std::vector<SettingChange> compareEffective(const EffectivePolicy& before, const EffectivePolicy& after);

enum class ObjectChangeKind { Added, Removed, Changed };

/// A member of an object's JSON (policy/rule_book_json.h); a missing one is null.
struct MemberChange {
    std::string member;
    std::string before, after;  // JSON
    bool operator==(const MemberChange&) const = default;
};

struct ObjectChange {
    // "policy field-staff", "group sales", "assignment of field-staff to group:sales at org", "exception x",
    // "compliance y"
    std::string object;
    ObjectChangeKind kind = ObjectChangeKind::Changed;
    std::vector<MemberChange> members;    // of a changed object; a policy's settings are below instead
    std::vector<SettingChange> settings;  // of a policy, also of an added or removed one
    bool operator==(const ObjectChange&) const = default;
};

/// Policies, groups, assignments, exceptions, compliance rules, each by name; empty when the books say the same.
std::vector<ObjectChange> compareBooks(const RuleBook& before, const RuleBook& after);

/// {"setting", "change", "before", "after"}; a missing value is null.
base::Json settingChangeToJson(const SettingChange& change);
/// {"changes": [{"object", "change": "added" | "removed" | "changed", "members": [{"member", "before", "after"}],
/// "settings": [...]}]}
base::Json bookDiffToJson(const std::vector<ObjectChange>& changes);

}  // namespace policy
