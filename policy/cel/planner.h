// The planner: syntax tree to plan. What is the same in every evaluation is computed here, once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/cel/plan_nodes.h"

namespace policy::cel {

class Planner {
public:
    /// `checked` may be nullptr: then names and overloads are looked for when evaluated. Both must outlive the planner,
    /// `environment` the plan.
    Planner(const Environment& environment, const CheckedAst* checked)
        : m_environment(environment), m_checked(checked) {}

    NodePtr plan(const Expr& expr);
    /// How many locals the plan needs at the same time.
    [[nodiscard]] std::size_t locals() const { return m_mostLocals; }

private:
    NodePtr planIdentifier(const Expr& expr);
    NodePtr planSelect(const Expr& expr);
    NodePtr planList(const Expr& expr);
    NodePtr planMap(const Expr& expr);
    NodePtr planFold(const Expr& expr);
    NodePtr planCall(const Expr& expr);
    /// The operators that are nodes of their own; null for all other functions.
    NodePtr planOperator(const Expr& expr);
    NodePtr planMatches(const Expr& expr);
    NodePtr planFunction(const Expr& expr);
    /// The step of a fold, whose accumulator may be taken out of its place because the step's value replaces it.
    NodePtr planStep(const Expr& expr, const std::string& accumulator, std::size_t place);
    std::vector<NodePtr> planAll(const std::vector<ExprPtr>& exprs);

    /// What the checker said a name is; null when it said nothing.
    NodePtr planReference(const Expr& expr);
    NodePtr planCandidates(const Expr& expr, const std::string& name, NodePtr otherwise);
    std::vector<const Overload*> overloadsOf(const Expr& call, bool& member) const;
    std::vector<const Overload*> overloadsNamed(const std::string& name, bool member, std::size_t arguments) const;
    /// With the container and its parents before it, innermost first.
    [[nodiscard]] std::vector<std::string> candidateNames(const std::string& name) const;
    [[nodiscard]] std::optional<Value> typeNamed(const std::string& name) const;
    /// "a.b.c" when the expression is nothing but that and `a` is no local.
    [[nodiscard]] std::optional<std::string> qualifiedName(const Expr& expr) const;
    [[nodiscard]] std::optional<std::size_t> findLocal(std::string_view name) const;
    std::size_t addLocal(const std::string& name);
    void dropLocals(std::size_t count);
    /// The node's value in its stead, when all that it needs is known.
    NodePtr folded(NodePtr node, bool known) const;

    const Environment& m_environment;
    const CheckedAst* m_checked;
    std::vector<std::pair<std::string_view, std::size_t>> m_locals;
    std::size_t m_mostLocals = 0;
};

}  // namespace policy::cel
