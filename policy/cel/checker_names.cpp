// What names stand for: variables, local variables, types and functions (cel-spec, doc/langdef.md, "Name Resolution").
#include <algorithm>
#include <array>

#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_types.h"

namespace policy::cel {

namespace {

const Type* builtInType(std::string_view name) {
    static const auto types = std::to_array<std::pair<std::string_view, Type>>({
        {"bool", simple(TypeKind::Bool)},
        {"bytes", simple(TypeKind::Bytes)},
        {"double", simple(TypeKind::Double)},
        {"int", simple(TypeKind::Int)},
        {"uint", simple(TypeKind::Uint)},
        {"string", simple(TypeKind::String)},
        {"null_type", simple(TypeKind::Null)},
        {"list", Type::list(Type{})},
        {"map", Type::map(Type{}, Type{})},
        {"type", simple(TypeKind::Type)},
        {"google.protobuf.Timestamp", simple(TypeKind::Timestamp)},
        {"google.protobuf.Duration", simple(TypeKind::Duration)},
        {"optional_type", Type::opaque("optional_type")},
        {"net.IP", Type::opaque("net.IP")},
        {"net.CIDR", Type::opaque("net.CIDR")},
        {"twinset.Version", Type::opaque("twinset.Version")},
    });
    const auto found = std::find_if(types.begin(), types.end(), [&](const auto& type) { return type.first == name; });
    return found == types.end() ? nullptr : &found->second;
}

/// Calls `use` with the name in the container and in each of its parents, then by itself, until one gives something.
template <typename Use>
auto inContainer(std::string_view container, std::string_view name, Use use) -> decltype(use(std::string())) {
    if (name.starts_with('.')) return use(std::string(name.substr(1)));
    while (!container.empty()) {
        std::string full(container);
        full += '.';
        full += name;
        if (auto found = use(std::move(full))) return found;
        const std::size_t dot = container.rfind('.');
        container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
    }
    return use(std::string(name));
}

}  // namespace

const CheckerPass::LocalVariable* CheckerPass::findLocal(std::string_view name) const {
    const auto found = std::find_if(m_locals.rbegin(), m_locals.rend(),
                                    [&](const LocalVariable& local) { return local.name == name; });
    return found == m_locals.rend() ? nullptr : &*found;
}

std::optional<NamedThing> CheckerPass::findIn(const std::string& name) const {
    if (const auto variable = m_environment.variables.find(name); variable != m_environment.variables.end())
        return NamedThing{ReferenceKind::Variable, name, variable->second};
    if (const Type* type = builtInType(name)) return NamedThing{ReferenceKind::TypeName, name, Type::type(*type)};
    if (m_environment.structs.contains(name))
        return NamedThing{ReferenceKind::TypeName, name, Type::type(Type::structure(name))};
    return std::nullopt;
}

std::optional<NamedThing> CheckerPass::findName(std::string_view name) const {
    if (const LocalVariable* local = findLocal(name)) return NamedThing{ReferenceKind::Local, local->name, local->type};
    return inContainer(m_environment.container, name, [&](std::string full) { return findIn(full); });
}

std::string CheckerPass::findFunction(std::string_view name, bool member) const {
    if (member) return m_environment.functions->find(name, true).empty() ? std::string() : std::string(name);
    const auto found = inContainer(m_environment.container, name, [&](std::string full) -> std::optional<std::string> {
        if (m_environment.functions->find(full, false).empty()) return std::nullopt;
        return full;
    });
    return found.value_or(std::string());
}

std::string CheckerPass::qualifiedName(const Expr& node) const {
    if (node.kind == ExprKind::Identifier) return findLocal(node.name) ? std::string() : node.name;
    if (node.kind != ExprKind::Select || node.testOnly) return {};
    std::string name = qualifiedName(*node.target);
    if (name.empty()) return {};
    name += '.';
    return name += node.name;
}

}  // namespace policy::cel
