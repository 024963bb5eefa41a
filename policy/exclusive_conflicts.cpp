#include "policy/exclusive_conflicts.h"

#include <algorithm>
#include <set>

#include "policy/condition_logic.h"
#include "policy/lattice.h"

namespace policy {
namespace {

using Bundle = std::map<std::string_view, Value>;

/// A policy's say on one exclusive or atomic group.
struct Say {
    const Policy* policy;
    Bundle bundle;
};

/// What is decided as one: the group's name, or the setting's.
std::map<std::string, std::vector<Say>> saysByDecision(const RuleBook& book) {
    std::map<std::string, std::vector<Say>> says;
    for (const auto& [name, policy] : book.policies) {
        std::map<std::string, Bundle> bundles;
        for (const auto& [settingName, value] : policy.settings) {
            const auto* setting = findSetting(settingName);
            if (setting == nullptr || isOrdered(*setting)) continue;
            bundles[setting->atomicGroup.empty() ? settingName : "group " + std::string(setting->atomicGroup)].emplace(setting->name, value);
        }
        for (auto& [what, bundle] : bundles) says[what].push_back({&policy, std::move(bundle)});
    }
    return says;
}

std::string bundleText(const Bundle& bundle) {
    std::string text;
    for (const auto& [name, value] : bundle) text += (text.empty() ? "" : ", ") + std::string(name) + " = " + valueText(value);
    return text;
}

/// What belonging to a target claims of a phone.
void addClaims(const CompiledBook& book, const Target& target, std::vector<ConditionClaim>& conditions, std::vector<AttributeClaim>& attributes) {
    switch (target.kind) {
        case TargetKind::All: return;
        case TargetKind::Persona: attributes.push_back({"phone.persona", target.id}); return;
        case TargetKind::Handset: attributes.push_back({"device.id", target.id}); return;
        case TargetKind::Phone: attributes.push_back({"phone.id", target.id}); return;
        case TargetKind::Group:
            if (const auto* condition = book.ofGroup(target.id)) conditions.push_back({condition->expression.checked.get(), true});
            return;
    }
}

class ConflictSearch {
public:
    explicit ConflictSearch(const CompiledBook& book) : m_book(book) {
        for (const auto& assignment : book.book().assignments) m_assignments[assignment.policy].push_back(&assignment);
    }

    std::vector<BookProblem> run() {
        for (const auto& [what, says] : saysByDecision(m_book.book()))
            for (std::size_t i = 0; i < says.size(); ++i)
                for (std::size_t j = i + 1; j < says.size(); ++j)
                    if (says[i].bundle != says[j].bundle) compare(what, says[i], says[j]);
        return std::move(m_problems);
    }

private:
    void compare(const std::string& what, const Say& a, const Say& b) {
        for (const auto* first : m_assignments[a.policy->name])
            for (const auto* second : m_assignments[b.policy->name]) {
                if (first->level != second->level || !mayMeet(*first, *second)) continue;
                m_problems.push_back({"policy " + a.policy->name,
                                      what + ": contradicts policy '" + b.policy->name + "' at level " + std::string(levelName(first->level)) + ": " +
                                          bundleText(a.bundle) + " for " + targetText(first->target) + ", but " + bundleText(b.bundle) + " for " +
                                          targetText(second->target) + ". A phone may match both: assign one of them at another level, or give them "
                                          "targets or conditions that exclude each other, such as persona:work and persona:personal"});
                return;
            }
    }

    bool mayMeet(const Assignment& a, const Assignment& b) const {
        return mayShareAPhone(m_book, a.target, m_book.ofPolicy(a.policy), b.target, m_book.ofPolicy(b.policy));
    }

    const CompiledBook& m_book;
    std::map<std::string, std::vector<const Assignment*>> m_assignments;
    std::vector<BookProblem> m_problems;
};

}  // namespace

bool mayShareAPhone(const CompiledBook& book, const Target& a, const CompiledCondition* conditionA, const Target& b,
                    const CompiledCondition* conditionB) {
    const bool named = a.kind == b.kind && a.kind != TargetKind::All && a.kind != TargetKind::Group;
    if (named && a.id != b.id) return false;
    std::vector<ConditionClaim> conditions;
    std::vector<AttributeClaim> attributes;
    addClaims(book, a, conditions, attributes);
    addClaims(book, b, conditions, attributes);
    for (const auto* condition : {conditionA, conditionB})
        if (condition != nullptr) conditions.push_back({condition->expression.checked.get(), true});
    return canHoldTogether(conditions, attributes);
}

std::vector<BookProblem> exclusiveConflicts(const CompiledBook& book) { return ConflictSearch(book).run(); }

}  // namespace policy
