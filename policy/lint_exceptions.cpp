// Lint of exceptions: expired, about to, or without anything to loosen.
#include "policy/exclusive_conflicts.h"
#include "policy/lattice.h"
#include "policy/lint_checks.h"

namespace policy {
namespace {

class ExceptionLint {
public:
    ExceptionLint(const CompiledBook& book, base::Timestamp now, std::vector<LintFinding>& findings) : m_book(book), m_now(now), m_findings(findings) {}

    void run() {
        for (const auto& [name, exception] : m_book.book().exceptions) {
            lookAtExpiry(exception);
            lookAtMatch(exception);
            if (exception.expiresAt > m_now) lookAtBite(exception);
        }
    }

private:
    void add(LintSeverity severity, const char* check, const PolicyException& exception, std::string message, std::string advice) {
        m_findings.push_back({severity, check, "exception " + exception.name, std::move(message), std::move(advice)});
    }

    void lookAtExpiry(const PolicyException& exception) {
        const auto left = exception.expiresAt - m_now;
        if (left <= base::Duration(0))
            add(LintSeverity::Warning, "expired", exception, "it expired " + base::humanDuration(-left) + " ago", "remove it, or ask " + exception.owner + " to renew it");
        else if (left <= kExpiresSoon)
            add(LintSeverity::Hint, "expires-soon", exception, "it expires in " + base::humanDuration(left), "ask " + exception.owner + " whether it is still needed");
    }

    void lookAtMatch(const PolicyException& exception) {
        const auto* condition = m_book.ofException(exception.name);
        if (condition == nullptr) return;
        const ConditionClaim alone{condition->expression.checked.get(), true};
        const auto claims = claimsOf(m_book, {&exception.target, condition});
        if (canHoldTogether({&alone, 1}, {}) && !canHoldTogether(claims.conditions, claims.attributes))
            add(LintSeverity::Warning, "never-matches", exception, "its condition is never true on the phones of " + targetText(exception.target),
                "correct the target or the condition");
    }

    void lookAtBite(const PolicyException& exception) {
        const auto& setting = *findSetting(exception.setting);
        const Reach reach{&exception.target, m_book.ofException(exception.name)};
        bool anyone = false;
        const Policy* floor = nullptr;
        for (const auto& assignment : m_book.book().assignments) {
            const auto& policy = m_book.book().policies.at(assignment.policy);
            const auto said = policy.settings.find(exception.setting);
            const auto* condition = m_book.ofPolicy(policy.name);
            if (said == policy.settings.end() || !mayShareAPhone(m_book, exception.target, reach.condition, assignment.target, condition)) continue;
            anyone = true;
            if (assignment.level == Level::Floor) continue;
            if (loosened(setting, said->second, exception.value) == said->second) continue;
            const auto* holding = floorAgainst(exception, setting, said->second, reach);
            if (holding == nullptr) return;
            floor = holding;
        }
        const auto what = exception.setting + " = " + valueText(exception.value);
        if (!anyone)
            add(LintSeverity::Warning, "never-bites", exception, "no policy sets " + exception.setting + " on any of its phones", "remove it, or correct its target");
        else if (floor != nullptr)
            add(LintSeverity::Error, "never-bites", exception, "floor policy '" + floor->name + "' holds on all of its phones, and nothing goes below the floor",
                "change the floor, or remove the exception");
        else
            add(LintSeverity::Warning, "never-bites", exception, "no policy above the floor is stricter than " + what + " on any of its phones",
                "remove it, or make its value looser");
    }

    /// A floor policy on all phones of the exception that makes it pointless against `value`.
    const Policy* floorAgainst(const PolicyException& exception, const Setting& setting, const Value& value, const Reach& reach) {
        for (const auto& assignment : m_book.book().assignments) {
            if (assignment.level != Level::Floor) continue;
            const auto& policy = m_book.book().policies.at(assignment.policy);
            const auto said = policy.settings.find(exception.setting);
            if (said == policy.settings.end()) continue;
            const auto loose = stricter(setting, said->second, loosened(setting, value, exception.value));
            if (loose == stricter(setting, said->second, value) && isCovered(m_book, reach, {&assignment.target, m_book.ofPolicy(policy.name)}))
                return &policy;
        }
        return nullptr;
    }

    const CompiledBook& m_book;
    base::Timestamp m_now;
    std::vector<LintFinding>& m_findings;
};

}  // namespace

void lintExceptions(const CompiledBook& book, base::Timestamp now, std::vector<LintFinding>& findings) { ExceptionLint(book, now, findings).run(); }

}  // namespace policy
