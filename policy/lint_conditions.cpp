// Lint of single conditions: never, always, can fail, coarse in time.
#include "policy/condition_safety.h"
#include "policy/engine/fleet_engine.h"
#include "policy/lint_checks.h"

namespace policy {
namespace {

class ConditionLint {
public:
    ConditionLint(const CompiledBook& book, std::vector<LintFinding>& findings) : m_book(book), m_findings(findings) {}

    void run() {
        for (const auto& [name, policy] : m_book.book().policies) look("policy " + name, "policy", m_book.ofPolicy(name));
        for (const auto& [name, group] : m_book.book().groups) look("group " + name, "group", m_book.ofGroup(name));
        for (const auto& [name, exception] : m_book.book().exceptions) look("exception " + name, "exception", m_book.ofException(name));
        for (const auto& [name, rule] : m_book.book().complianceRules) look("compliance " + name, "rule", m_book.ofComplianceRule(name));
    }

private:
    void add(LintSeverity severity, const char* check, const std::string& object, std::string message, std::string advice) {
        m_findings.push_back({severity, check, object, std::move(message), std::move(advice)});
    }

    void look(const std::string& object, const std::string& kind, const CompiledCondition* condition) {
        if (condition == nullptr) return;
        const auto& checked = *condition->expression.checked;
        const ConditionClaim holds{&checked, true}, fails{&checked, false};
        if (!canHoldTogether({&holds, 1}, {}))
            add(LintSeverity::Error, "never-matches", object, "its condition can never be true, so the " + kind + " matches no phone",
                "look for parts that contradict each other, or remove the " + kind);
        else if (!canHoldTogether({&fails, 1}, {}))
            add(LintSeverity::Hint, "always-matches", object, "its condition can never be false",
                kind == "rule" ? "every phone violates it: turn the condition round" : "leave the condition out, or correct it");
        bool alwaysFails = false;
        for (const auto& failure : possibleFailures(checked)) {
            alwaysFails = alwaysFails || failure.always;
            const auto at = cel::lineColumn(condition->expression.source, failure.position.offset);
            add(failure.always ? LintSeverity::Error : LintSeverity::Warning, failure.always ? "always-fails" : "can-fail", object,
                "line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + failure.what + "; " + consequence(kind), failure.advice);
        }
        if (const auto granularity = alwaysFails ? std::nullopt : timeGranularityOf(*condition))
            add(LintSeverity::Hint, "coarse-time", object,
                "the instant at which its use of `now` flips cannot be computed ahead, so it is looked at every " + base::formatDuration(*granularity),
                "compare `now`, plus or minus a duration, with a point in time where that is enough");
    }

    static std::string consequence(const std::string& kind) {
        if (kind == "exception") return "the exception does not apply then";
        if (kind == "rule") return "that counts as a violation then, up to a block";
        return "its policies restrict such a phone all the same";
    }

    const CompiledBook& m_book;
    std::vector<LintFinding>& m_findings;
};

}  // namespace

void lintConditions(const CompiledBook& book, std::vector<LintFinding>& findings) { ConditionLint(book, findings).run(); }

}  // namespace policy
