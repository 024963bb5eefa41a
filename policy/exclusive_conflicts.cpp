#include "policy/exclusive_conflicts.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "policy/condition_logic.h"
#include "policy/expression_tree.h"
#include "policy/lattice.h"

namespace policy {
namespace {

using Bundle = std::map<std::string_view, Value>;

/// A policy's say on one exclusive or atomic group.
struct Say {
    const Policy* policy;
    Bundle bundle;
};

/// Texts that attributes have on every phone a policy applies to: {"phone.persona", "work"}.
using Pins = std::map<std::string, std::string>;

/// Adds what the conjuncts of an expression say that compare an attribute with a text.
void addPins(const cel::CheckedAst& checked, const cel::Expr& expr, Pins& pins) {
    if (expr.kind != cel::ExprKind::Call || expr.target || expr.arguments.size() != 2) return;
    if (expr.name == "_&&_")
        for (const auto& side : expr.arguments) addPins(checked, *side, pins);
    if (expr.name != "_==_") return;
    for (const std::size_t side : {0U, 1U}) {
        const cel::Expr& other = *expr.arguments[1 - side];
        const auto* text = other.kind == cel::ExprKind::Constant ? std::get_if<std::string>(&other.constant) : nullptr;
        const auto attribute = text == nullptr ? std::string() : attributeOf(checked, *expr.arguments[side]);
        if (!attribute.empty()) pins.emplace(attribute, *text);
    }
}

/// Pairs of policies that may meet, without looking at every pair: of those that pin one attribute, only policies that pin it to the same text. A fleet
/// has a policy for each of its sites, all of which set the same exclusive.
class PairIndex {
public:
    explicit PairIndex(const std::vector<Pins>& pins) : m_pins(pins) {
        std::map<std::string_view, std::size_t> counts;
        for (const auto& each : pins)
            for (const auto& [attribute, text] : each) ++counts[attribute];
        const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        if (most != counts.end()) m_attribute = most->first;
        for (std::size_t i = 0; i < pins.size(); ++i) {
            const auto* text = textOf(i);
            (text == nullptr ? m_others : m_byText[*text]).push_back(i);
        }
    }

    /// Those after `one`, ascending.
    [[nodiscard]] std::vector<std::size_t> partnersOf(std::size_t one) const {
        std::vector<std::size_t> partners;
        const auto* text = textOf(one);
        if (text == nullptr) {
            for (std::size_t i = one + 1; i < m_pins.size(); ++i) partners.push_back(i);
            return partners;
        }
        const auto& same = m_byText.at(*text);
        std::merge(std::upper_bound(same.begin(), same.end(), one), same.end(), std::upper_bound(m_others.begin(), m_others.end(), one), m_others.end(),
                   std::back_inserter(partners));
        return partners;
    }

private:
    [[nodiscard]] const std::string* textOf(std::size_t one) const {
        const auto found = m_pins[one].find(m_attribute);
        return found == m_pins[one].end() ? nullptr : &found->second;
    }

    const std::vector<Pins>& m_pins;
    std::string m_attribute;
    std::map<std::string_view, std::vector<std::size_t>> m_byText;
    std::vector<std::size_t> m_others;
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

std::string allSettingsText(const Bundle& bundle) {
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
        for (const auto& [what, says] : saysByDecision(m_book.book())) {
            std::vector<Pins> pins;
            for (const auto& say : says) pins.push_back(pinsOf(*say.policy));
            const PairIndex pairs(pins);
            for (std::size_t i = 0; i < says.size(); ++i)
                for (const std::size_t j : pairs.partnersOf(i))
                    if (says[i].bundle != says[j].bundle) compare(what, says[i], says[j]);
        }
        return std::move(m_problems);
    }

private:
    /// Of its condition and, when it is assigned once, of its target.
    Pins pinsOf(const Policy& policy) {
        Pins pins;
        const auto add = [&](const CompiledCondition* condition) {
            if (condition != nullptr) addPins(*condition->expression.checked, *condition->expression.checked->ast->root, pins);
        };
        add(m_book.ofPolicy(policy.name));
        if (const auto& assigned = m_assignments[policy.name]; assigned.size() == 1) {
            std::vector<ConditionClaim> conditions;
            std::vector<AttributeClaim> attributes;
            addClaims(m_book, assigned.front()->target, conditions, attributes);
            for (const auto& [condition, holds] : conditions) addPins(*condition, *condition->ast->root, pins);
            for (const auto& [attribute, value] : attributes) pins.emplace(attribute, value);
        }
        return pins;
    }

    void compare(const std::string& what, const Say& a, const Say& b) {
        for (const auto* first : m_assignments[a.policy->name])
            for (const auto* second : m_assignments[b.policy->name]) {
                if (first->level != second->level || !mayMeet(*first, *second)) continue;
                m_problems.push_back({"policy " + a.policy->name,
                                      what + ": contradicts policy '" + b.policy->name + "' at level " + std::string(levelName(first->level)) + ": " +
                                          allSettingsText(a.bundle) + " for " + targetText(first->target) + ", but " + allSettingsText(b.bundle) + " for " +
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
