// Lint of policies, their assignments and groups.
#include <algorithm>
#include <set>

#include "policy/lattice.h"
#include "policy/lint_checks.h"

namespace policy {
namespace {

class PolicyLint {
public:
    PolicyLint(const CompiledBook& book, std::vector<LintFinding>& findings) : m_book(book), m_findings(findings) {
        for (const auto& assignment : rules().assignments) m_assignments[assignment.policy].push_back(&assignment);
    }

    void run() {
        for (const auto& [name, policy] : rules().policies) {
            lookAtUse(name, policy);
            lookAtAssignments(name);
            lookForTwins(policy);
            for (const auto& [setting, value] : policy.settings) lookAtSetting(policy, *findSetting(setting), value);
        }
        lookAtGroups();
    }

private:
    const RuleBook& rules() const { return m_book.book(); }
    void add(LintSeverity severity, const char* check, const std::string& object, std::string message, std::string advice) {
        m_findings.push_back({severity, check, object, std::move(message), std::move(advice)});
    }

    void lookAtUse(const std::string& name, const Policy& policy) {
        if (policy.settings.empty()) add(LintSeverity::Warning, "no-settings", "policy " + name, "it sets nothing", "give it settings, or remove it");
        if (m_assignments[name].empty())
            add(LintSeverity::Warning, "unassigned", "policy " + name, "it is assigned to nobody", "assign it, or remove it");
    }

    /// Target and condition may contradict each other although each of them can hold.
    void lookAtAssignments(const std::string& name) {
        const auto* condition = m_book.ofPolicy(name);
        if (condition == nullptr) return;
        const ConditionClaim alone{condition->expression.checked.get(), true};
        if (!canHoldTogether({&alone, 1}, {})) return;
        for (const auto* assignment : m_assignments[name]) {
            const auto claims = claimsOf(m_book, {&assignment->target, condition});
            if (!canHoldTogether(claims.conditions, claims.attributes))
                add(LintSeverity::Warning, "never-matches", "policy " + name,
                    "its condition is never true on the phones of " + targetText(assignment->target) + ", to which it is assigned",
                    "unassign it from there, or correct the condition");
        }
    }

    void lookForTwins(const Policy& policy) {
        for (const auto& [name, other] : rules().policies)
            if (name > policy.name && !policy.settings.empty() && other.settings == policy.settings && m_book.ofPolicy(name) == m_book.ofPolicy(policy.name))
                add(LintSeverity::Warning, "same-policy", "policy " + policy.name, "policy '" + name + "' has the same settings and the same condition",
                    "assign one of them to both targets, and remove the other");
    }

    /// Another policy is stricter wherever this one is assigned.
    void lookAtSetting(const Policy& policy, const Setting& setting, const Value& value) {
        if (!isOrdered(setting) || m_assignments[policy.name].empty()) return;
        std::set<std::string> stricterOnes;
        for (const auto* assignment : m_assignments[policy.name]) {
            const auto* over = stricterOver(policy, *assignment, setting, value);
            if (over == nullptr) return;
            stricterOnes.insert(over->name);
        }
        std::string names;
        for (const auto& name : stricterOnes) names += (names.empty() ? "'" : ", '") + name + "'";
        add(LintSeverity::Warning, "never-wins", "policy " + policy.name,
            std::string(setting.name) + " = " + valueText(value) + " never decides anything: " + names + " is stricter on all of its phones",
            "remove the setting here, or loosen it there");
    }

    const Policy* stricterOver(const Policy& policy, const Assignment& assignment, const Setting& setting, const Value& value) {
        for (const auto& other : rules().assignments) {
            const auto& by = rules().policies.at(other.policy);
            const auto found = by.settings.find(std::string(setting.name));
            if (by.name == policy.name || found == by.settings.end()) continue;
            if (found->second == value || !atLeastAsStrict(setting, found->second, value)) continue;
            // An exception takes away what is above the floor, and then this one may be what is left.
            if (other.level != Level::Floor && hasException(setting)) continue;
            if (isCovered(m_book, {&assignment.target, m_book.ofPolicy(policy.name)}, {&other.target, m_book.ofPolicy(other.policy)})) return &by;
        }
        return nullptr;
    }

    bool hasException(const Setting& setting) const {
        return std::any_of(rules().exceptions.begin(), rules().exceptions.end(), [&](const auto& entry) { return entry.second.setting == setting.name; });
    }

    void lookAtGroups() {
        std::set<std::string> used;
        for (const auto& assignment : rules().assignments)
            if (assignment.target.kind == TargetKind::Group) used.insert(assignment.target.id);
        for (const auto& [name, exception] : rules().exceptions)
            if (exception.target.kind == TargetKind::Group) used.insert(exception.target.id);
        for (const auto& [name, group] : rules().groups) {
            if (!used.contains(name)) add(LintSeverity::Hint, "unused-group", "group " + name, "nothing is assigned to it", "assign something, or remove it");
            if (group.expression.empty() && group.members.empty())
                add(LintSeverity::Warning, "empty-group", "group " + name, "it has no members", "add handsets or virtual phones, or remove it");
        }
    }

    const CompiledBook& m_book;
    std::vector<LintFinding>& m_findings;
    std::map<std::string, std::vector<const Assignment*>> m_assignments;
};

}  // namespace

void lintPolicies(const CompiledBook& book, std::vector<LintFinding>& findings) { PolicyLint(book, findings).run(); }

}  // namespace policy
