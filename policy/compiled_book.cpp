#include "policy/compiled_book.h"

#include <unordered_map>

#include "base/ids.h"
#include "policy/attribute.h"
#include "policy/exclusive_conflicts.h"
#include "policy/expression_tree.h"
#include "policy/lattice.h"

namespace policy {

using base::Result;
using ConditionPtr = std::shared_ptr<const CompiledCondition>;

/// Compiles one book and notes what is wrong with it.
class BookCompiler {
public:
    BookCompiler(RuleBook book, const CompiledBook* previous) : m_compiled(new CompiledBook(std::move(book))) {
        if (previous == nullptr) return;
        for (const auto* conditions : {&previous->m_policies, &previous->m_groups, &previous->m_exceptions, &previous->m_compliance})
            for (const auto& [name, condition] : *conditions) m_known.emplace(condition->expression.source, condition);
    }

    void run() {
        for (const auto& [name, policy] : book().policies) addPolicy(name, policy);
        for (const auto& [name, group] : book().groups) addGroup(name, group);
        for (const auto& assignment : book().assignments) checkAssignment(assignment);
        for (const auto& [name, exception] : book().exceptions) addException(name, exception);
        for (const auto& [name, rule] : book().complianceRules) addComplianceRule(name, rule);
        if (m_problems.empty()) m_problems = exclusiveConflicts(*m_compiled);
    }

    std::vector<BookProblem> takeProblems() { return std::move(m_problems); }
    std::shared_ptr<const CompiledBook> take() { return std::move(m_compiled); }

private:
    const RuleBook& book() const { return m_compiled->m_book; }
    void problem(const std::string& object, std::string message) { m_problems.push_back({object, std::move(message)}); }
    void note(const std::string& object, const Result<void>& checked) {
        if (!checked) problem(object, checked.error().message);
    }

    Result<ConditionPtr> conditionOf(const std::string& source) {
        if (const auto known = m_known.find(source); known != m_known.end()) return known->second;
        TWINSET_ASSIGN(auto expression, cel::compile(source, conditionEnvironment(), {cel::TypeKind::Bool, {}, {}}));
        auto read = readAttributes(*expression.checked);
        auto condition = std::make_shared<CompiledCondition>();
        condition->expression = std::move(expression);
        condition->attributes = std::move(read.attributes);
        condition->readsNow = read.readsNow;
        m_known.emplace(source, condition);
        return ConditionPtr(std::move(condition));
    }

    void compileInto(CompiledBook::Conditions& conditions, const std::string& object, const std::string& name, const std::string& source) {
        if (source.empty()) return;
        auto condition = conditionOf(source);
        if (condition)
            conditions.emplace(name, std::move(*condition));
        else
            problem(object, condition.error().message);
    }

    void checkName(const std::string& object, const std::string& key, const std::string& name) {
        if (key != name || !base::isIdText(name))
            problem(object, "'" + name.substr(0, 64) + "' is not a name for it: use a-z, 0-9 and '-', at most 64 characters");
    }

    void addPolicy(const std::string& name, const Policy& policy) {
        const auto object = "policy " + name;
        checkName(object, name, policy.name);
        for (const auto& [setting, value] : policy.settings) note(object, checkSetting(setting, value));
        compileInto(m_compiled->m_policies, object, name, policy.when);
    }

    void addGroup(const std::string& name, const Group& group) {
        const auto object = "group " + name;
        checkName(object, name, group.name);
        if (!group.expression.empty() && !group.members.empty())
            problem(object, "it has members and an expression: keep one of them, or make two groups");
        compileInto(m_compiled->m_groups, object, name, group.expression);
    }

    void checkTarget(const std::string& object, const Target& target) {
        if (target.kind == TargetKind::Group && !book().groups.contains(target.id))
            problem(object, "there is no group '" + target.id + "': write it first, or correct the target");
    }

    void checkAssignment(const Assignment& assignment) {
        const auto object = "assignment of " + assignment.policy + " to " + targetText(assignment.target);
        if (!book().policies.contains(assignment.policy))
            problem(object, "there is no policy '" + assignment.policy + "': write it first, or remove the assignment");
        checkTarget(object, assignment.target);
    }

    void addException(const std::string& name, const PolicyException& exception) {
        const auto object = "exception " + name;
        checkName(object, name, exception.name);
        note(object, checkSetting(exception.setting, exception.value));
        const auto* setting = findSetting(exception.setting);
        if (setting != nullptr && !isOrdered(*setting))
            problem(object, exception.setting + " has no order of strictness, so nothing of it can be looser; assign a policy at a stronger level instead");
        if (exception.owner.empty() || exception.reason.empty()) problem(object, "an exception needs an owner and a reason");
        checkTarget(object, exception.target);
        compileInto(m_compiled->m_exceptions, object, name, exception.when);
    }

    void addComplianceRule(const std::string& name, const ComplianceRule& rule) {
        const auto object = "compliance " + name;
        checkName(object, name, rule.name);
        note(object, checkComplianceRule(rule));
        compileInto(m_compiled->m_compliance, object, name, rule.violation);
    }

    std::shared_ptr<CompiledBook> m_compiled;
    std::unordered_map<std::string, ConditionPtr> m_known;
    std::vector<BookProblem> m_problems;
};

namespace {

const CompiledCondition* find(const std::map<std::string, ConditionPtr, std::less<>>& conditions, std::string_view name) {
    const auto it = conditions.find(name);
    return it == conditions.end() ? nullptr : it->second.get();
}

}  // namespace

Result<std::shared_ptr<const CompiledBook>> CompiledBook::compile(RuleBook book, const CompiledBook* previous) {
    BookCompiler compiler(std::move(book), previous);
    compiler.run();
    const auto problems = compiler.takeProblems();
    if (problems.empty()) return compiler.take();
    std::string message;
    for (const auto& problem : problems) message += (message.empty() ? "" : "\n") + problem.object + ": " + problem.message;
    return {base::ErrorCode::InvalidInput, std::move(message)};
}

std::vector<BookProblem> CompiledBook::problems(const RuleBook& book, const CompiledBook* previous) {
    BookCompiler compiler(book, previous);
    compiler.run();
    return compiler.takeProblems();
}

const CompiledCondition* CompiledBook::ofPolicy(std::string_view policy) const { return find(m_policies, policy); }
const CompiledCondition* CompiledBook::ofGroup(std::string_view group) const { return find(m_groups, group); }
const CompiledCondition* CompiledBook::ofException(std::string_view exception) const { return find(m_exceptions, exception); }
const CompiledCondition* CompiledBook::ofComplianceRule(std::string_view rule) const { return find(m_compliance, rule); }

}  // namespace policy
