// RuleKind: how the admin API calls the four kinds of rules. The names of a kind's verbs begin with its noun.
#pragma once

#include <string>

namespace console {

struct RuleKind {
    const char* noun;
    const char* member;    // of an edit of the rule book, and of the answer of the list verb
    const char* feedKind;  // in the change feed

    [[nodiscard]] std::string verb(const char* act) const { return std::string(noun) + "_" + act; }
};

inline constexpr RuleKind kPolicyKind{"policy", "policies", "policy"};
inline constexpr RuleKind kGroupKind{"group", "groups", "policy_group"};
inline constexpr RuleKind kExceptionKind{"exception", "exceptions", "policy_exception"};
inline constexpr RuleKind kComplianceRuleKind{"compliance_rule", "complianceRules", "compliance_rule"};

}  // namespace console
