// CompiledBook: a RuleBook whose every expression is parsed and checked and whose contradictions are ruled out. Immutable; shared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/cel/expression.h"
#include "policy/rule_book.h"

namespace policy {

/// A condition and the attributes it reads: indices into allAttributes(), ascending; `readsNow`: it asks for the time.
struct CompiledCondition {
    cel::Expression expression;
    std::vector<std::uint16_t> attributes;
    bool readsNow = false;
};

struct BookProblem {
    std::string object;  // "policy field-staff", "group sales", "exception cam-for-audit", "compliance encrypted"
    std::string message;  // rendered, may have several lines
};

class CompiledBook {
public:
    /// InvalidInput, with every problem found, one after the other: expressions that do not compile, settings or values that are none, targets that name
    /// no group, exceptions for exclusives, compliance ladders that break the rules, and exclusives (or atomic groups) of equal rank and different value
    /// whose targets and conditions are not provably disjoint.
    static base::Result<std::shared_ptr<const CompiledBook>> compile(RuleBook book);
    static std::vector<BookProblem> problems(const RuleBook& book);

    [[nodiscard]] const RuleBook& book() const { return m_book; }
    /// nullptr when there is no condition: always.
    [[nodiscard]] const CompiledCondition* ofPolicy(std::string_view policy) const;
    [[nodiscard]] const CompiledCondition* ofGroup(std::string_view group) const;
    [[nodiscard]] const CompiledCondition* ofException(std::string_view exception) const;
    [[nodiscard]] const CompiledCondition* ofComplianceRule(std::string_view rule) const;

private:
    RuleBook m_book;
    std::map<std::string, std::shared_ptr<const CompiledCondition>, std::less<>> m_policies, m_groups, m_exceptions, m_compliance;
};

}  // namespace policy
