// Calls: operators become nodes of their own, other functions calls of their overloads.
#include <algorithm>

#include "policy/cel/planner.h"

namespace policy::cel {

namespace {


std::optional<Comparison> comparisonNamed(std::string_view name) {
    if (name == "_<_")
        return Comparison::Less;
    if (name == "_<=_")
        return Comparison::LessEqual;
    if (name == "_>_")
        return Comparison::Greater;
    return name == "_>=_" ? std::optional(Comparison::GreaterEqual) : std::nullopt;
}

NodePtr unaryOperator(const Expr& expr, NodePtr operand) {
    if (expr.name == "!_")
        return notNode(expr.position, std::move(operand));
    return notStrictlyFalseNode(expr.position, std::move(operand));
}

/// Null, and both operands untouched, when it is none.
NodePtr binaryOperator(const Expr& expr, NodePtr& left, NodePtr& right) {
    const auto& name = expr.name;
    if (name == "_&&_")
        return andNode(expr.position, std::move(left), std::move(right));
    if (name == "_||_")
        return orNode(expr.position, std::move(left), std::move(right));
    if (name == "_==_" || name == "_!=_")
        return equalNode(expr.position, std::move(left), std::move(right), name == "_!=_");
    if (name == "@in" || name == "_in_")
        return inNode(expr.position, std::move(left), std::move(right));
    if (name == "_[_]")
        return indexNode(expr.position, std::move(left), std::move(right));
    if (name == "_[?_]" || name == "_?._")
        return optionalIndexNode(expr.position, std::move(left), std::move(right));
    if (const auto comparison = comparisonNamed(name))
        return compareNode(expr.position, std::move(left), std::move(right), *comparison);
    return nullptr;
}

bool isBinaryOperator(std::string_view name) {
    return name == "_&&_" || name == "_||_" || name == "_==_" || name == "_!=_" || name == "@in" || name == "_in_" || name == "_[_]" ||
           name == "_[?_]" || name == "_?._" || comparisonNamed(name);
}

/// They do not look at their second argument where the first has a value.
bool isOptionalElse(const Overload& overload) {
    return overload.id == "optional_or_optional" || overload.id == "optional_orValue_value";
}

}  // namespace

NodePtr Planner::planCall(const Expr& expr) {
    if (expr.target == nullptr)
        if (auto made = planOperator(expr))
            return made;
    if (expr.name == "matches")
        if (auto made = planMatches(expr))
            return made;
    return planFunction(expr);
}

NodePtr Planner::planOperator(const Expr& expr) {
    const auto count = expr.arguments.size();
    if (count == 1 && (expr.name == "!_" || expr.name == "@not_strictly_false" || expr.name == "__not_strictly_false__")) {
        auto operand = plan(*expr.arguments[0]);
        const bool isKnown = known(operand);
        return folded(unaryOperator(expr, std::move(operand)), isKnown);
    }
    if (count == 2 && isBinaryOperator(expr.name)) {
        auto left = plan(*expr.arguments[0]);
        auto right = plan(*expr.arguments[1]);
        const bool bothKnown = known(left) && known(right);
        return folded(binaryOperator(expr, left, right), bothKnown);
    }
    if (count == 3 && expr.name == "_?_:_") {
        auto condition = plan(*expr.arguments[0]);
        auto then = plan(*expr.arguments[1]);
        auto otherwise = plan(*expr.arguments[2]);
        if (const Value* value = condition->constant(); value != nullptr && value->kind() == ValueKind::Bool)
            return value->boolean() ? std::move(then) : std::move(otherwise);
        return conditionalNode(expr.position, std::move(condition), std::move(then), std::move(otherwise));
    }
    return nullptr;
}

NodePtr Planner::planMatches(const Expr& expr) {
    const Expr* text = expr.target != nullptr ? expr.target.get() : expr.arguments.size() == 2 ? expr.arguments[0].get() : nullptr;
    if (text == nullptr || expr.arguments.empty() || (expr.target != nullptr && expr.arguments.size() != 1))
        return nullptr;
    const Expr& pattern = *expr.arguments.back();
    if (pattern.kind != ExprKind::Constant || !std::holds_alternative<std::string>(pattern.constant))
        return nullptr;
    if (expr.target != nullptr && overloadsNamed("matches", true, 2).empty())
        return nullptr;
    return matchesNode(expr.position, plan(*text), std::get<std::string>(pattern.constant));
}

NodePtr Planner::planFunction(const Expr& expr) {
    bool member = false;
    auto overloads = overloadsOf(expr, member);
    if (overloads.empty())
        return errorNode(expr.position, "no such overload: there is no function '" + expr.name + "' that is called so");
    std::vector<NodePtr> arguments = planAll(expr.arguments);
    if (member)
        arguments.insert(arguments.begin(), plan(*expr.target));
    const bool allKnown = std::all_of(arguments.begin(), arguments.end(), known);
    if (overloads.size() == 1 && isOptionalElse(*overloads.front())) {
        const bool unwraps = overloads.front()->function == "orValue";
        return folded(optionalElseNode(expr.position, std::move(arguments[0]), std::move(arguments[1]), unwraps), allKnown);
    }
    return folded(callNode(expr.position, expr.name, std::move(overloads), std::move(arguments)), allKnown);
}

std::vector<const Overload*> Planner::overloadsNamed(const std::string& name, bool member, std::size_t arguments) const {
    std::vector<const Overload*> found;
    if (m_environment.functions == nullptr)
        return found;
    for (const auto index : m_environment.functions->find(name, member))
        if (m_environment.functions->at(index).parameters.size() == arguments)
            found.push_back(&m_environment.functions->at(index));
    return found;
}

std::vector<const Overload*> Planner::overloadsOf(const Expr& call, bool& member) const {
    std::vector<const Overload*> found;
    if (m_checked != nullptr && call.id < m_checked->references.size() && !m_checked->references[call.id].overloads.empty()) {
        for (const auto index : m_checked->references[call.id].overloads)
            found.push_back(&m_environment.functions->at(index));
        member = found.front()->member;
        return found;
    }
    const auto space = call.target != nullptr ? qualifiedName(*call.target) : std::nullopt;
    if (call.target == nullptr || space)
        for (const auto& name : candidateNames(space ? *space + '.' + call.name : call.name))
            if (found = overloadsNamed(name, false, call.arguments.size()); !found.empty())
                return found;
    member = call.target != nullptr;
    return member ? overloadsNamed(call.name, true, call.arguments.size() + 1) : found;
}

}  // namespace policy::cel
