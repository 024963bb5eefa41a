// Names: locals, variables, types, fields; resolved by the checker, or here against the container.
#include <array>

#include "policy/cel/planner.h"

namespace policy::cel {

namespace {

struct NamedType {
    std::string_view name;
    Type type;
};

const std::vector<NamedType>& standardTypes() {
    static const std::vector<NamedType> types{{"bool", {TypeKind::Bool, {}, {}}},
                                              {"int", {TypeKind::Int, {}, {}}},
                                              {"uint", {TypeKind::Uint, {}, {}}},
                                              {"double", {TypeKind::Double, {}, {}}},
                                              {"string", {TypeKind::String, {}, {}}},
                                              {"bytes", {TypeKind::Bytes, {}, {}}},
                                              {"null_type", {TypeKind::Null, {}, {}}},
                                              {"list", Type::list({})},
                                              {"map", Type::map({}, {})},
                                              {"type", {TypeKind::Type, {}, {}}},
                                              {"google.protobuf.Timestamp", {TypeKind::Timestamp, {}, {}}},
                                              {"google.protobuf.Duration", {TypeKind::Duration, {}, {}}},
                                              {"optional_type", Type::optional({})},
                                              {"net.IP", Type::opaque("net.IP")},
                                              {"net.CIDR", Type::opaque("net.CIDR")},
                                              {"twinset.Version", Type::opaque("twinset.Version")}};
    return types;
}

}  // namespace

NodePtr Planner::planReference(const Expr& expr) {
    if (m_checked == nullptr || expr.id >= m_checked->references.size())
        return nullptr;
    const Reference& reference = m_checked->references[expr.id];
    if (reference.kind == ReferenceKind::Variable)
        return variableNode(expr.position, reference.name);
    if (reference.kind != ReferenceKind::TypeName)
        return nullptr;
    const Type& type = m_checked->types[expr.id];
    return constantNode(expr.position, Value::type(type.parameters.empty() ? type : type.parameters.front()));
}

NodePtr Planner::planIdentifier(const Expr& expr) {
    if (const auto place = findLocal(expr.name))
        return localNode(expr.position, *place);
    if (auto named = planReference(expr))
        return named;
    return planCandidates(expr, expr.name, nullptr);
}

NodePtr Planner::planSelect(const Expr& expr) {
    if (expr.testOnly)
        return hasNode(expr.position, plan(*expr.target), expr.name);
    if (auto named = planReference(expr))
        return named;
    const StructType* expected = nullptr;
    std::size_t place = 0;
    if (m_checked != nullptr && m_checked->types[expr.target->id].kind == TypeKind::Struct) {
        const auto found = m_environment.structs.find(m_checked->types[expr.target->id].name);
        if (found != m_environment.structs.end()) {
            const auto& fields = found->second.fields;
            while (place < fields.size() && fields[place].name != expr.name)
                ++place;
            expected = place < fields.size() ? &found->second : nullptr;
        }
    }
    const auto name = m_checked == nullptr ? qualifiedName(expr) : std::nullopt;
    auto target = plan(*expr.target);
    const bool known = target->constant() != nullptr;
    auto select = folded(selectNode(expr.position, std::move(target), expr.name, expected, place), known);
    return name ? planCandidates(expr, *name, std::move(select)) : std::move(select);
}

NodePtr Planner::planCandidates(const Expr& expr, const std::string& name, NodePtr otherwise) {
    auto names = candidateNames(name);
    std::optional<Value> type;
    for (const auto& candidate : names)
        if (!type)
            type = typeNamed(candidate);
    return candidatesNode(expr.position, std::move(names), std::move(type), std::move(otherwise));
}

std::vector<std::string> Planner::candidateNames(const std::string& name) const {
    if (name.starts_with('.'))
        return {name.substr(1)};
    std::vector<std::string> names;
    for (std::string_view container = m_environment.container; !container.empty();) {
        names.push_back(std::string(container) + '.' + name);
        const auto dot = container.rfind('.');
        container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
    }
    names.push_back(name);
    return names;
}

std::optional<Value> Planner::typeNamed(const std::string& name) const {
    for (const auto& [known, type] : standardTypes())
        if (known == name)
            return Value::type(type);
    return m_environment.structs.contains(name) ? std::optional(Value::type(Type::structure(name))) : std::nullopt;
}

std::optional<std::string> Planner::qualifiedName(const Expr& expr) const {
    if (expr.kind == ExprKind::Identifier)
        return findLocal(expr.name) ? std::nullopt : std::optional(expr.name);
    if (expr.kind != ExprKind::Select || expr.testOnly)
        return std::nullopt;
    auto name = qualifiedName(*expr.target);
    if (name)
        *name += '.' + expr.name;
    return name;
}

}  // namespace policy::cel
