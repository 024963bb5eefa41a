// The part of the compiler that makes operands: whole numbers, points and spans of time, floating-point numbers.
#include "policy/engine/predicate_compiler.h"

#include <algorithm>
#include <iterator>

namespace policy::engine {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::TypeKind;

Range rangeOf(TypeKind kind) {
    return kind == TypeKind::Timestamp ? Range::Time : kind == TypeKind::Duration ? Range::Duration : Range::Integer;
}

struct Operation {
    std::string_view function;
    Op number, real;
};
constexpr Operation kOperations[] = {
    {"_+_", Op::Add, Op::AddReals},
    {"_-_", Op::Subtract, Op::SubtractReals},
    {"_*_", Op::Multiply, Op::MultiplyReals},
    {"_/_", Op::Divide, Op::DivideReals},
};

}  // namespace

std::optional<PredicateCompiler::Place> PredicateCompiler::number(const Expr& expression) {
    if (!isNumberKind(typeOf(expression).kind)) return std::nullopt;
    const cel::Reference& reference = m_checked.references[expression.id];
    if (expression.kind == ExprKind::Identifier && reference.kind == cel::ReferenceKind::Variable && reference.name == "now")
        return add({.op = Op::Now});
    if (const auto attribute = attributeOf(m_checked, expression)) {
        Node node{.op = Op::LoadNumber};
        node.attribute = static_cast<std::uint16_t>(*attribute);
        return add(node);
    }
    if (const auto value = constantNumber(expression)) {
        Node node{.op = Op::Number};
        node.number = *value;
        return add(node);
    }
    return expression.kind == ExprKind::Call && !expression.target ? arithmetic(expression) : std::nullopt;
}

std::optional<PredicateCompiler::Place> PredicateCompiler::arithmetic(const Expr& call) {
    const TypeKind kind = typeOf(call).kind;
    if (call.arguments.size() == 1) {
        if (call.name != "-_" || kind != TypeKind::Int) return std::nullopt;
        const auto a = number(*call.arguments[0]);
        return a ? std::optional(add({.op = Op::Negate, .a = *a})) : std::nullopt;
    }
    if (call.arguments.size() != 2) return std::nullopt;
    Op op = Op::Remainder;
    if (call.name != "_%_") {
        const auto* known = std::find_if(std::begin(kOperations), std::end(kOperations), [&](const auto& o) { return o.function == call.name; });
        if (known == std::end(kOperations)) return std::nullopt;
        op = known->number;
    }
    const auto a = number(*call.arguments[0]);
    const auto b = a ? number(*call.arguments[1]) : std::nullopt;
    if (!b) return std::nullopt;
    return add({.op = op, .range = rangeOf(kind), .a = *a, .b = *b});
}

std::optional<PredicateCompiler::Place> PredicateCompiler::real(const Expr& expression) {
    if (typeOf(expression).kind != TypeKind::Double) return std::nullopt;
    if (const auto attribute = attributeOf(m_checked, expression)) {
        Node node{.op = Op::LoadReal};
        node.attribute = static_cast<std::uint16_t>(*attribute);
        return add(node);
    }
    if (const auto value = constant(expression)) {
        if (value->kind() != cel::ValueKind::Double) return std::nullopt;
        Node node{.op = Op::Real};
        node.real = value->number();
        return add(node);
    }
    if (expression.kind != ExprKind::Call || expression.target || expression.arguments.size() > 2) return std::nullopt;
    const auto a = real(*expression.arguments[0]);
    if (!a) return std::nullopt;
    if (expression.name == "-_") return add({.op = Op::NegateReal, .a = *a});
    const auto* known = std::find_if(std::begin(kOperations), std::end(kOperations), [&](const auto& o) { return o.function == expression.name; });
    const auto b = known == std::end(kOperations) || expression.arguments.size() != 2 ? std::nullopt : real(*expression.arguments[1]);
    if (!b) return std::nullopt;
    return add({.op = known->real, .a = *a, .b = *b});
}

}  // namespace policy::engine
