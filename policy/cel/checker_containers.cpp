// Lists, maps, and the folds that look through them.
#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_types.h"

namespace policy::cel {

Type CheckerPass::elementType(const Expr& element, bool optional) {
    visit(element);
    if (!optional) return typeOf(element);
    const Type type = m_inference.resolve(typeOf(element));
    if (isOptional(type)) return type.parameters[0];
    if (type.kind == TypeKind::Dyn || type.kind == TypeKind::Parameter) return Type{};
    if (type.kind != TypeKind::Error)
        report(element.position, "'?' is put before an optional value, but this is of type " + typeText(type),
               "Leave the '?' out.");
    return errorType();
}

void CheckerPass::visitList(const Expr& node) {
    std::optional<Type> joined;
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
        const Type type = elementType(*node.arguments[i], i < node.optionals.size() && node.optionals[i]);
        joined = joined ? m_inference.join(*joined, type) : type;
    }
    setType(node, bounded(Type::list(joined ? std::move(*joined) : m_inference.fresh())));
}

void CheckerPass::visitMap(const Expr& node) {
    std::optional<Type> keys, values;
    for (std::size_t i = 0; i + 1 < node.arguments.size(); i += 2) {
        visit(*node.arguments[i]);
        const Type& key = typeOf(*node.arguments[i]);
        const Type value = elementType(*node.arguments[i + 1], i / 2 < node.optionals.size() && node.optionals[i / 2]);
        keys = keys ? m_inference.join(*keys, key) : key;
        values = values ? m_inference.join(*values, value) : value;
    }
    setType(node, bounded(Type::map(keys ? std::move(*keys) : m_inference.fresh(),
                                    values ? std::move(*values) : m_inference.fresh())));
}

/// The types of a comprehension's variables; nullopt when nothing can be looked through.
std::optional<std::pair<Type, Type>> CheckerPass::rangeTypes(const Type& range, bool two) {
    switch (range.kind) {
        case TypeKind::List:
            if (two) return std::pair(simple(TypeKind::Int), range.parameters[0]);
            return std::pair(range.parameters[0], Type{});
        case TypeKind::Map:
            return std::pair(range.parameters[0], range.parameters[1]);
        case TypeKind::Parameter:
            m_inference.assignable(Type{}, range);
            return std::pair(Type{}, Type{});
        case TypeKind::Dyn:
            return std::pair(Type{}, Type{});
        case TypeKind::Error:
            return std::pair(errorType(), errorType());
        default:
            return std::nullopt;
    }
}

void CheckerPass::visitComprehension(const Expr& node) {
    const Comprehension& fold = *node.comprehension;
    visit(*fold.range);
    visit(*fold.initial);
    const Type range = m_inference.resolve(typeOf(*fold.range));
    auto variables = rangeTypes(range, !fold.secondVariable.empty());
    if (!variables) {
        report(fold.range->position,
               "only the elements of a list or the keys of a map can be looked through, but this is of type " +
                   typeText(range));
        variables.emplace(errorType(), errorType());
    }
    const std::size_t outside = m_locals.size();
    m_locals.push_back({fold.accumulator, typeOf(*fold.initial)});
    m_locals.push_back({fold.variable, std::move(variables->first)});
    if (!fold.secondVariable.empty()) m_locals.push_back({fold.secondVariable, std::move(variables->second)});
    visit(*fold.condition);
    if (!m_inference.assignable(simple(TypeKind::Bool), typeOf(*fold.condition)))
        reportNotBoolean(*fold.condition, "the condition");
    visit(*fold.step);
    if (!m_inference.assignable(typeOf(*fold.initial), typeOf(*fold.step)))
        report(fold.step->position, "each step gives " + typeText(m_inference.resolve(typeOf(*fold.step), true)) +
                                        ", but " + typeText(m_inference.resolve(typeOf(*fold.initial), true)) +
                                        " is wanted");
    m_locals.resize(outside + 1);
    visit(*fold.result);
    m_locals.resize(outside);
    setType(node, m_inference.resolve(typeOf(*fold.result)));
}

void CheckerPass::visitStruct(const Expr& node) {
    for (const ExprPtr& field : node.arguments) visit(*field);
    std::string suggestion;
    if (node.name.ends_with("Timestamp")) suggestion = "Write timestamp(\"2026-01-31T12:00:00Z\").";
    if (node.name.ends_with("Duration")) suggestion = "Write duration(\"24h\").";
    report(node.position, "messages such as '" + node.name + "{...}' cannot be made here", std::move(suggestion));
    setType(node, errorType());
}

}  // namespace policy::cel
