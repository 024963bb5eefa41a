#include "policy/lint.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <tuple>

#include "policy/lint_checks.h"

namespace policy {

std::string_view lintSeverityName(LintSeverity severity) {
    constexpr std::array<std::string_view, 3> kNames{"hint", "warning", "error"};
    return kNames[static_cast<std::size_t>(severity)];
}

ReachClaims claimsOf(const CompiledBook& book, const Reach& reach) {
    ReachClaims claims;
    const auto& target = *reach.target;
    if (target.kind == TargetKind::Persona) claims.attributes.push_back({"phone.persona", target.id});
    if (target.kind == TargetKind::Handset) claims.attributes.push_back({"device.id", target.id});
    if (target.kind == TargetKind::Phone) claims.attributes.push_back({"phone.id", target.id});
    if (target.kind == TargetKind::Group)
        if (const auto* group = book.ofGroup(target.id)) claims.conditions.push_back({group->expression.checked.get(), true});
    if (reach.condition != nullptr) claims.conditions.push_back({reach.condition->expression.checked.get(), true});
    return claims;
}

bool isCovered(const CompiledBook& book, const Reach& inner, const Reach& outer) {
    const auto within = claimsOf(book, inner);
    const bool sameTarget = outer.target->kind == TargetKind::All || *outer.target == *inner.target;
    if (outer.condition != nullptr && outer.condition != inner.condition) {
        auto conditions = within.conditions;
        conditions.push_back({outer.condition->expression.checked.get(), false});
        if (canHoldTogether(conditions, within.attributes)) return false;
    }
    if (sameTarget) return true;
    if (outer.target->kind != TargetKind::Group) return false;
    const auto* group = book.ofGroup(outer.target->id);
    if (group == nullptr) return false;
    auto conditions = within.conditions;
    conditions.push_back({group->expression.checked.get(), false});
    return !canHoldTogether(conditions, within.attributes);
}

std::vector<LintFinding> lintBook(const CompiledBook& book, base::Timestamp now) {
    std::vector<LintFinding> findings;
    lintConditions(book, findings);
    lintPolicies(book, findings);
    lintExceptions(book, now, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const LintFinding& a, const LintFinding& b) {
        return std::tie(b.severity, a.object, a.check) < std::tie(a.severity, b.object, b.check);
    });
    return findings;
}

base::Json lintToJson(const std::vector<LintFinding>& findings) {
    base::Json all = base::Json::array();
    for (const auto& finding : findings)
        all.push_back({{"severity", lintSeverityName(finding.severity)},
                       {"check", finding.check},
                       {"object", finding.object},
                       {"message", finding.message},
                       {"advice", finding.advice}});
    return {{"findings", std::move(all)}};
}

}  // namespace policy
