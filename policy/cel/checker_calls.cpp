// Calls: which function a name means, and which of its overloads take the arguments.
#include <algorithm>

#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_types.h"

namespace policy::cel {

namespace {

/// `type` with type parameters of this call; `made` remembers which stands for which.
Type withFresh(const Type& type, std::vector<std::pair<std::string, Type>>& made, TypeInference& inference) {
    if (type.kind == TypeKind::Parameter) {
        for (const auto& [name, parameter] : made)
            if (name == type.name) return parameter;
        made.emplace_back(type.name, inference.fresh());
        return made.back().second;
    }
    Type copy{type.kind, type.name, {}};
    for (const Type& part : type.parameters) copy.parameters.push_back(withFresh(part, made, inference));
    return copy;
}

}  // namespace

void CheckerPass::visitOptionalSelect(const Expr& node) {
    const Expr& operand = *node.arguments[0];
    visit(operand);
    visit(*node.arguments[1]);
    const auto* field = std::get_if<std::string>(&node.arguments[1]->constant);
    if (node.arguments[1]->kind != ExprKind::Constant || !field) {
        report(node.position, "'.?' is followed by the name of a field");
        return setType(node, errorType());
    }
    setType(node, fieldType(node, operand, *field, true));
}

void CheckerPass::visitCall(const Expr& node) {
    if (node.name == "_?._" && !node.target && node.arguments.size() == 2) return visitOptionalSelect(node);
    // Before the target is looked at: it may be part of the function's name, as in math.abs(x).
    const std::string prefix = node.target ? qualifiedName(*node.target) : std::string();
    const std::string written = prefix.empty() ? node.name : prefix + "." + node.name;
    std::string function = node.target && prefix.empty() ? std::string() : findFunction(written, false);
    const bool member = node.target && function.empty();
    std::vector<const Expr*> arguments;
    arguments.reserve(node.arguments.size() + 1);
    if (member) {
        const bool isValue = prefix.empty() || findName(prefix.substr(0, prefix.find('.', 1)));
        function = findFunction(node.name, true);
        if (function.empty() && reportMisusedMacro(node, isValue ? node.name : written)) return;
        if (isValue || !function.empty()) {
            visit(*node.target);
            arguments.push_back(node.target.get());
        }
        if (function.empty()) return reportNoFunction(node, isValue ? node.name : written);
    } else if (function.empty() && reportMisusedMacro(node, node.name)) {
        return;
    }
    if (function.empty()) return reportNoFunction(node, node.name);
    for (const ExprPtr& argument : node.arguments) {
        visit(*argument);
        arguments.push_back(argument.get());
    }
    overloads(node, function, std::move(arguments), member);
}

void CheckerPass::overloads(const Expr& node, const std::string& function, std::vector<const Expr*> arguments,
                            bool member) {
    std::vector<const Type*> given;
    for (const Expr* argument : arguments) {
        if (typeOf(*argument).kind == TypeKind::Error) return setType(node, errorType());
        given.push_back(&typeOf(*argument));
    }
    if (arguments.size() == 2 && (function == "_==_" || function == "_!=_") &&
        isNullOfField(*arguments[0], *arguments[1]))
        return setType(node, errorType());
    std::optional<Type> result;
    Reference& reference = m_references[node.id];
    for (const std::uint32_t place : m_environment.functions->find(function, member)) {
        const Overload& overload = m_environment.functions->at(place);
        if (overload.parameters.size() != given.size()) continue;
        const bool generic = hasParameters(overload.result) ||
                             std::any_of(overload.parameters.begin(), overload.parameters.end(), hasParameters);
        std::vector<std::pair<std::string, Type>> made;
        std::vector<Type> instances;
        if (generic)
            for (const Type& parameter : overload.parameters)
                instances.push_back(withFresh(parameter, made, m_inference));
        std::vector<const Type*> wanted;
        for (const Type& parameter : generic ? instances : overload.parameters) wanted.push_back(&parameter);
        if (!m_inference.assignable(wanted, given)) continue;
        reference.overloads.push_back(place);
        Type gives = generic ? m_inference.resolve(withFresh(overload.result, made, m_inference)) : overload.result;
        if (!result)
            result = std::move(gives);
        else if (result->kind != TypeKind::Dyn && *result != gives)
            result = Type{};
    }
    if (!result) return reportNoOverload(node, function, arguments, member);
    reference.kind = ReferenceKind::Function;
    reference.name = function;
    setType(node, bounded(std::move(*result)));
}

}  // namespace policy::cel
