// Lint: what is allowed in a rule book and yet hardly what its author meant. What a book may not contain at all is
// CompiledBook's business. Pure; nothing is asked about the fleet: a rule that happens to match nobody today is the
// engine's to report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "policy/compiled_book.h"

namespace policy {

enum class LintSeverity {
    Hint,     // could be simpler
    Warning,  // probably not meant
    Error,    // cannot do what it is there for
};
/// "hint", "warning", "error".
std::string_view lintSeverityName(LintSeverity severity);

struct LintFinding {
    LintSeverity severity = LintSeverity::Warning;
    std::string check;  // stable: "never-matches", "always-matches", "same-policy", "unassigned", "unused-group",
                        // "empty-group", "no-settings", "never-wins", "expired", "expires-soon", "never-bites",
                        // "can-fail", "always-fails", "coarse-time"
    std::string object;   // as in BookProblem
    std::string message;  // what is the matter
    std::string advice;   // what to do
    bool operator==(const LintFinding&) const = default;
};

inline constexpr base::Duration kExpiresSoon = std::chrono::days(14);

/// The worst first, then by object and check.
std::vector<LintFinding> lintBook(const CompiledBook& book, base::Timestamp now);

/// {"findings": [{"severity", "check", "object", "message", "advice"}]}
base::Json lintToJson(const std::vector<LintFinding>& findings);

}  // namespace policy
