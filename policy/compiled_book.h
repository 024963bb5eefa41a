// CompiledBook: a RuleBook whose every expression is parsed and checked and whose contradictions are ruled out.
// Immutable; shared.
#pragma once

#include <map>
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

/// One thing that is wrong with a rule book.
struct BookProblem {
    std::string object;  // "policy field-staff", "group sales", "exception cam-for-audit", "compliance encrypted"
    std::string message;  // rendered, may have several lines
    bool operator==(const BookProblem&) const = default;
};

class CompiledBook {
public:
    /// InvalidInput, with every problem found, one after the other: expressions that do not compile, settings or values
    /// that are none, targets that name no group, assignments of policies that there are not, exceptions for
    /// exclusives, compliance ladders that break the rules, and exclusives (or atomic groups) of equal rank and
    /// different value whose targets and conditions are not provably disjoint.
    ///
    /// Conditions with the same source are one object, also across books: `previous` may be null; what it has compiled
    /// is taken over, so that an edit costs what it edits.
    static base::Result<std::shared_ptr<const CompiledBook>> compile(RuleBook book,
                                                                     const CompiledBook* previous = nullptr);
    /// Everything that compile would refuse, in the order of kinds and names; empty when it would not.
    static std::vector<BookProblem> problems(const RuleBook& book, const CompiledBook* previous = nullptr);

    [[nodiscard]] const RuleBook& book() const { return m_book; }
    /// nullptr when there is no condition: always.
    [[nodiscard]] const CompiledCondition* ofPolicy(std::string_view policy) const;
    [[nodiscard]] const CompiledCondition* ofGroup(std::string_view group) const;
    [[nodiscard]] const CompiledCondition* ofException(std::string_view exception) const;
    [[nodiscard]] const CompiledCondition* ofComplianceRule(std::string_view rule) const;

private:
    friend class BookCompiler;
    using Conditions = std::map<std::string, std::shared_ptr<const CompiledCondition>, std::less<>>;
    explicit CompiledBook(RuleBook book) : m_book(std::move(book)) {}

    RuleBook m_book;
    Conditions m_policies, m_groups, m_exceptions, m_compliance;
};

}  // namespace policy
