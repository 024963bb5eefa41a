#include "policy/phone_evaluation.h"

#include <algorithm>

#include "policy/facts_activation.h"

namespace policy {
namespace {

class Evaluation {
public:
    Evaluation(const CompiledBook& book, const PhoneFacts& facts, base::Timestamp now)
        : m_book(book), m_facts(facts), m_now(now), m_activation(facts, now) {}

    base::Result<PhoneEvaluation> run() {
        PhoneEvaluation found;
        for (const auto& assignment : m_book.book().assignments) addAssignment(found, assignment);
        for (const auto& [name, exception] : m_book.book().exceptions) addException(found, exception);
        for (const auto& [name, rule] : m_book.book().complianceRules) addViolation(found, rule);
        TWINSET_ASSIGN(found.effective, merge(found));
        return found;
    }

private:
    const std::string& text(std::string_view attribute) const {
        return std::get<std::string>(m_facts.values[*attributeIndex(attribute)]);
    }

    ConditionOutcome groupOutcome(const std::string& name) const {
        const auto group = m_book.book().groups.find(name);
        if (group == m_book.book().groups.end()) return {ConditionState::NotHeld, {}};
        if (const auto* condition = m_book.ofGroup(name)) return evaluateCondition(condition, m_activation);
        const auto& members = group->second.members;
        const bool member = std::any_of(members.begin(), members.end(), [&](const std::string& id) {
            return id == m_facts.phone || id == text("device.id");
        });
        return {member ? ConditionState::Held : ConditionState::NotHeld, {}};
    }

    ConditionOutcome targetOutcome(const Target& target) const {
        const auto holds = [](bool held) { return ConditionOutcome{held ? ConditionState::Held : ConditionState::NotHeld, {}}; };
        switch (target.kind) {
            case TargetKind::All: return holds(true);
            case TargetKind::Persona: return holds(text("phone.persona") == target.id);
            case TargetKind::Handset: return holds(text("device.id") == target.id);
            case TargetKind::Phone: return holds(m_facts.phone == target.id);
            case TargetKind::Group: return groupOutcome(target.id);
        }
        return holds(false);
    }

    void addAssignment(PhoneEvaluation& found, const Assignment& assignment) const {
        const auto policy = m_book.book().policies.find(assignment.policy);
        const auto target = targetOutcome(assignment.target);
        if (policy == m_book.book().policies.end() || target.state == ConditionState::NotHeld) return;
        found.assignments.push_back(
            {&assignment, &policy->second, target, evaluateCondition(m_book.ofPolicy(assignment.policy), m_activation)});
    }

    void addException(PhoneEvaluation& found, const PolicyException& exception) const {
        const auto target = targetOutcome(exception.target);
        if (target.state == ConditionState::NotHeld) return;
        found.exceptions.push_back({&exception, exception.expiresAt <= m_now, target,
                                    evaluateCondition(m_book.ofException(exception.name), m_activation)});
    }

    void addViolation(PhoneEvaluation& found, const ComplianceRule& rule) const {
        if (rule.offline) return;
        const auto outcome = evaluateCondition(m_book.ofComplianceRule(rule.name), m_activation);
        if (outcome.state != ConditionState::NotHeld) found.violations.push_back({rule.name, outcome.error});
    }

    static base::Result<EffectivePolicy> merge(const PhoneEvaluation& found) {
        std::vector<MatchedPolicy> policies;
        for (const auto& one : found.assignments)
            if (one.condition.state != ConditionState::NotHeld)
                policies.push_back({one.policy, one.assignment->level,
                                    one.target.error.empty() ? one.condition.error : one.target.error});
        std::vector<MatchedException> exceptions;
        for (const auto& one : found.exceptions)
            if (!one.expired && one.condition.state != ConditionState::NotHeld)
                exceptions.push_back({one.exception, one.target.error.empty() ? one.condition.error : one.target.error});
        return mergePolicies(policies, exceptions);
    }

    const CompiledBook& m_book;
    const PhoneFacts& m_facts;
    base::Timestamp m_now;
    FactsActivation m_activation;
};

}  // namespace

ConditionOutcome evaluateCondition(const CompiledCondition* condition, const cel::Activation& activation) {
    if (condition == nullptr) return {ConditionState::Held, {}};
    const auto value = condition->expression.program->evaluate(activation);
    if (value.isError()) return {ConditionState::Failed, value.error().message};
    return {value.isTrue() ? ConditionState::Held : ConditionState::NotHeld, {}};
}

base::Result<PhoneEvaluation> evaluatePhone(const CompiledBook& book, const PhoneFacts& facts, base::Timestamp now) {
    return Evaluation(book, facts, now).run();
}

}  // namespace policy
