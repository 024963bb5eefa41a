#include "policy/cel/planner.h"

#include <algorithm>

namespace policy::cel {

namespace {

constexpr std::uint64_t kMostFoldedCost = 10'000;  // what costs more is left to the evaluation, which has its limits

class NoVariables final : public Activation {
public:
    [[nodiscard]] const Value* find(std::string_view) const override { return nullptr; }
};

Value constantValue(const Constant& constant) {
    return std::visit(
        [](const auto& held) {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>)
                return Value();
            else
                return Value(held);
        },
        constant);
}

bool isNamed(const Expr& expr, const std::string& name) { return expr.kind == ExprKind::Identifier && expr.name == name; }

bool isCall(const Expr& expr, std::string_view name, std::size_t arguments) {
    return expr.kind == ExprKind::Call && expr.target == nullptr && expr.name == name && expr.arguments.size() == arguments;
}

bool isOneElementList(const Expr& expr) {
    return expr.kind == ExprKind::List && expr.arguments.size() == 1 && (expr.optionals.empty() || !expr.optionals.front());
}

bool isFalseConstant(const Expr& expr) {
    return expr.kind == ExprKind::Constant && std::holds_alternative<bool>(expr.constant) && !std::get<bool>(expr.constant);
}

}  // namespace

NodePtr Planner::plan(const Expr& expr) {
    switch (expr.kind) {
        case ExprKind::Constant: return constantNode(expr.position, constantValue(expr.constant));
        case ExprKind::Identifier: return planIdentifier(expr);
        case ExprKind::Select: return planSelect(expr);
        case ExprKind::Call: return planCall(expr);
        case ExprKind::List: return planList(expr);
        case ExprKind::Map: return planMap(expr);
        case ExprKind::Struct: return errorNode(expr.position, "no such overload: '" + expr.name + "' cannot be made by an expression");
        case ExprKind::Comprehension: return planFold(expr);
    }
    return errorNode(expr.position, "no such overload: unknown kind of expression");
}

std::vector<NodePtr> Planner::planAll(const std::vector<ExprPtr>& exprs) {
    std::vector<NodePtr> nodes;
    nodes.reserve(exprs.size() + 1);
    for (const auto& expr : exprs)
        nodes.push_back(plan(*expr));
    return nodes;
}

NodePtr Planner::folded(NodePtr node, bool allKnown) const {
    if (!allKnown)
        return node;
    const NoVariables none;
    Frame frame{none, m_environment, {}};
    Value value = node->evaluate(frame);
    return value.isError() || frame.cost > kMostFoldedCost ? std::move(node) : constantNode(node->position(), std::move(value));
}

NodePtr Planner::planList(const Expr& expr) {
    auto elements = planAll(expr.arguments);
    const bool constant = std::all_of(elements.begin(), elements.end(), known);
    return folded(listNode(expr.position, std::move(elements), expr.optionals), constant);
}

NodePtr Planner::planMap(const Expr& expr) {
    auto parts = planAll(expr.arguments);
    const bool constant = std::all_of(parts.begin(), parts.end(), known);
    return folded(mapNode(expr.position, std::move(parts), expr.optionals), constant);
}

NodePtr Planner::planFold(const Expr& expr) {
    const Comprehension& fold = *expr.comprehension;
    const bool isBinding = fold.range->kind == ExprKind::List && fold.range->arguments.empty() && isFalseConstant(*fold.condition);
    if (isBinding) {
        auto initial = plan(*fold.initial);
        const auto place = addLocal(fold.accumulator);
        auto result = plan(*fold.result);
        dropLocals(1);
        return bindNode(expr.position, place, std::move(initial), std::move(result));
    }
    FoldPlan made;
    made.range = plan(*fold.range);
    made.initial = plan(*fold.initial);
    made.accumulator = addLocal(fold.accumulator);
    made.variable = addLocal(fold.variable);
    if (!fold.secondVariable.empty())
        made.secondVariable = addLocal(fold.secondVariable);
    made.condition = plan(*fold.condition);
    made.step = planStep(*fold.step, fold.accumulator, made.accumulator);
    dropLocals(made.secondVariable ? 2 : 1);
    made.result = plan(*fold.result);
    dropLocals(1);
    return foldNode(expr.position, std::move(made));
}

NodePtr Planner::planStep(const Expr& expr, const std::string& accumulator, std::size_t place) {
    if (isCall(expr, "_?_:_", 3)) {
        auto condition = plan(*expr.arguments[0]);
        auto then = planStep(*expr.arguments[1], accumulator, place);
        return conditionalNode(expr.position, std::move(condition), std::move(then), planStep(*expr.arguments[2], accumulator, place));
    }
    if (findLocal(accumulator) != place)  // a variable of the same name hides it
        return plan(expr);
    if (isNamed(expr, accumulator))
        return takenLocalNode(expr.position, place);
    if (isCall(expr, "_+_", 2) && isNamed(*expr.arguments[0], accumulator) && isOneElementList(*expr.arguments[1]))
        return appendNode(expr.position, place, plan(*expr.arguments[1]->arguments[0]));
    if (expr.kind == ExprKind::Call && (expr.name == "cel.@mapInsert" || expr.name == "@mapInsert") && !expr.arguments.empty() &&
        isNamed(*expr.arguments[0], accumulator)) {
        if (expr.arguments.size() == 2)
            return insertAllNode(expr.position, place, plan(*expr.arguments[1]));
        if (expr.arguments.size() == 3) {
            auto key = plan(*expr.arguments[1]);
            return insertNode(expr.position, place, std::move(key), plan(*expr.arguments[2]));
        }
    }
    return plan(expr);
}

std::optional<std::size_t> Planner::findLocal(std::string_view name) const {
    for (auto local = m_locals.rbegin(); local != m_locals.rend(); ++local)
        if (local->first == name)
            return local->second;
    return std::nullopt;
}

std::size_t Planner::addLocal(const std::string& name) {
    const auto place = m_locals.size();
    m_locals.emplace_back(name, place);
    m_mostLocals = std::max(m_mostLocals, m_locals.size());
    return place;
}

void Planner::dropLocals(std::size_t count) { m_locals.resize(m_locals.size() - count); }

}  // namespace policy::cel
