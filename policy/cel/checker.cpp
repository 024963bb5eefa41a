#include "policy/cel/checker.h"

#include <algorithm>

#include "policy/cel/checker_pass.h"

namespace policy::cel {

namespace {

constexpr std::size_t kMostProblems = 20;
constexpr std::size_t kHeaviestType = 200;

Type simple(TypeKind kind) { return {kind, {}, {}}; }
Type errorType() { return simple(TypeKind::Error); }

std::size_t weight(const Type& type) {
    std::size_t sum = 1;
    for (const Type& part : type.parameters) sum += weight(part);
    return sum;
}

/// `type`, or dyn when it has grown beyond what is worth following.
Type bounded(Type type) { return weight(type) > kHeaviestType ? Type{} : type; }

bool isOptional(const Type& type) { return type.kind == TypeKind::Opaque && type.name == "optional_type" && type.parameters.size() == 1; }

TypeKind kindOf(const Constant& constant) {
    static constexpr TypeKind kKinds[] = {TypeKind::Null,   TypeKind::Bool,   TypeKind::Int,  TypeKind::Uint,
                                          TypeKind::Double, TypeKind::String, TypeKind::Bytes};
    return kKinds[constant.index()];
}

/// An overload's parameters and result with type parameters of this call.
struct Signature {
    std::vector<Type> parameters;
    Type result;
};

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

CheckerPass::CheckerPass(const Ast& ast, const Environment& environment) : m_ast(ast), m_environment(environment) {
    m_types.resize(ast.lastId + 1);
    m_references.resize(ast.lastId + 1);
}

void CheckerPass::run() {
    visit(*m_ast.root);
    if (m_problems.empty() && m_inference.exhausted())
        report(m_ast.root->position, "the types of this expression are too complex to check", "Write it in smaller parts.");
    if (!m_problems.empty()) return;
    for (Type& type : m_types) type = m_inference.resolve(type, true);
}

void CheckerPass::setType(const Expr& node, Type type) { m_types[node.id] = std::move(type); }

void CheckerPass::refer(const Expr& node, NamedThing thing) {
    m_references[node.id] = {thing.kind, std::move(thing.name), {}};
    setType(node, std::move(thing.type));
}

void CheckerPass::visit(const Expr& node) {
    if (m_depth >= m_environment.limits.nesting) {
        if (!m_tooDeep)
            report(node.position, "this is nested more than " + std::to_string(m_environment.limits.nesting) + " levels deep",
                   "Write it flatter.");
        m_tooDeep = true;
        return setType(node, errorType());
    }
    ++m_depth;
    visitKind(node);
    --m_depth;
}

void CheckerPass::visitKind(const Expr& node) {
    switch (node.kind) {
        case ExprKind::Constant: return setType(node, simple(kindOf(node.constant)));
        case ExprKind::Identifier: return visitIdentifier(node);
        case ExprKind::Select: return visitSelect(node);
        case ExprKind::Call: return visitCall(node);
        case ExprKind::List: return visitList(node);
        case ExprKind::Map: return visitMap(node);
        case ExprKind::Struct: return visitStruct(node);
        case ExprKind::Comprehension: return visitComprehension(node);
    }
}

void CheckerPass::visitIdentifier(const Expr& node) {
    if (auto thing = findName(node.name)) return refer(node, std::move(*thing));
    reportNoName(node);
}

void CheckerPass::visitSelect(const Expr& node) {
    if (!node.testOnly) {
        const std::string name = qualifiedName(node);
        if (!name.empty())
            if (auto thing = findName(name)) return refer(node, std::move(*thing));
    }
    m_chain.emplace_back(&node, node.name);
    visit(*node.target);
    m_chain.pop_back();
    Type type = fieldType(node, *node.target, node.name, false);
    setType(node, node.testOnly && type.kind != TypeKind::Error ? simple(TypeKind::Bool) : std::move(type));
}

Type CheckerPass::fieldType(const Expr& node, const Expr& operand, const std::string& field, bool optional) {
    Type of = m_inference.resolve(typeOf(operand));
    if (isOptional(of)) {
        optional = true;
        of = Type(of.parameters[0]);
    }
    Type found;
    switch (of.kind) {
        case TypeKind::Map: found = of.parameters[1]; break;
        case TypeKind::Struct: {
            const auto structure = m_environment.structs.find(of.name);
            const StructField* known = nullptr;
            if (structure != m_environment.structs.end())
                for (const StructField& candidate : structure->second.fields)
                    if (candidate.name == field) known = &candidate;
            if (!known) {
                reportNoField(node, operand, field);
                return errorType();
            }
            found = known->type;
            break;
        }
        case TypeKind::Parameter: m_inference.assignable(Type{}, of); break;
        case TypeKind::Dyn: break;
        case TypeKind::Error: return errorType();
        default: reportNoField(node, operand, field); return errorType();
    }
    return optional ? Type::optional(std::move(found)) : found;
}

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

void CheckerPass::overloads(const Expr& node, const std::string& function, std::vector<const Expr*> arguments, bool member) {
    std::vector<const Type*> given;
    for (const Expr* argument : arguments) {
        if (typeOf(*argument).kind == TypeKind::Error) return setType(node, errorType());
        given.push_back(&typeOf(*argument));
    }
    if (arguments.size() == 2 && (function == "_==_" || function == "_!=_") && isNullOfField(*arguments[0], *arguments[1]))
        return setType(node, errorType());
    std::optional<Type> result;
    Reference& reference = m_references[node.id];
    for (const std::uint32_t place : m_environment.functions->find(function, member)) {
        const Overload& overload = m_environment.functions->at(place);
        if (overload.parameters.size() != given.size()) continue;
        const bool generic = hasParameters(overload.result) || std::any_of(overload.parameters.begin(), overload.parameters.end(), hasParameters);
        std::vector<std::pair<std::string, Type>> made;
        std::vector<Type> instances;
        if (generic)
            for (const Type& parameter : overload.parameters) instances.push_back(withFresh(parameter, made, m_inference));
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

Type CheckerPass::elementType(const Expr& element, bool optional) {
    visit(element);
    if (!optional) return typeOf(element);
    const Type type = m_inference.resolve(typeOf(element));
    if (isOptional(type)) return type.parameters[0];
    if (type.kind == TypeKind::Dyn || type.kind == TypeKind::Parameter) return Type{};
    if (type.kind != TypeKind::Error)
        report(element.position, "'?' is put before an optional value, but this is of type " + typeText(type), "Leave the '?' out.");
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
    setType(node, bounded(Type::map(keys ? std::move(*keys) : m_inference.fresh(), values ? std::move(*values) : m_inference.fresh())));
}

/// The types of a comprehension's variables; nullopt when nothing can be looked through.
std::optional<std::pair<Type, Type>> CheckerPass::rangeTypes(const Type& range, bool two) {
    switch (range.kind) {
        case TypeKind::List:
            if (two) return std::pair(simple(TypeKind::Int), range.parameters[0]);
            return std::pair(range.parameters[0], Type{});
        case TypeKind::Map: return std::pair(range.parameters[0], range.parameters[1]);
        case TypeKind::Parameter: m_inference.assignable(Type{}, range); return std::pair(Type{}, Type{});
        case TypeKind::Dyn: return std::pair(Type{}, Type{});
        case TypeKind::Error: return std::pair(errorType(), errorType());
        default: return std::nullopt;
    }
}

void CheckerPass::visitComprehension(const Expr& node) {
    const Comprehension& fold = *node.comprehension;
    visit(*fold.range);
    visit(*fold.initial);
    const Type range = m_inference.resolve(typeOf(*fold.range));
    auto variables = rangeTypes(range, !fold.secondVariable.empty());
    if (!variables) {
        report(fold.range->position, "only the elements of a list or the keys of a map can be looked through, but this is of type " + typeText(range));
        variables.emplace(errorType(), errorType());
    }
    const std::size_t outside = m_locals.size();
    m_locals.push_back({fold.accumulator, typeOf(*fold.initial)});
    m_locals.push_back({fold.variable, std::move(variables->first)});
    if (!fold.secondVariable.empty()) m_locals.push_back({fold.secondVariable, std::move(variables->second)});
    visit(*fold.condition);
    if (!m_inference.assignable(simple(TypeKind::Bool), typeOf(*fold.condition))) reportNotBoolean(*fold.condition, "the condition");
    visit(*fold.step);
    if (!m_inference.assignable(typeOf(*fold.initial), typeOf(*fold.step)))
        report(fold.step->position, "each step gives " + typeText(m_inference.resolve(typeOf(*fold.step), true)) + ", but " +
                                        typeText(m_inference.resolve(typeOf(*fold.initial), true)) + " is wanted");
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

void CheckerPass::report(Problem problem) {
    if (m_problems.size() < kMostProblems) m_problems.push_back(std::move(problem));
}

void CheckerPass::report(Position position, std::string message, std::string suggestion) {
    report(Problem{position, std::move(message), std::move(suggestion)});
}

CheckOutcome check(Ast ast, const Environment& environment) {
    const auto shared = std::make_shared<const Ast>(std::move(ast));
    CheckerPass pass(*shared, environment);
    pass.run();
    CheckOutcome outcome;
    if (pass.problems().empty()) {
        Type result = pass.types()[shared->root->id];
        outcome.checked = CheckedAst{shared, std::move(result), std::move(pass.types()), std::move(pass.references())};
        return outcome;
    }
    outcome.problems = std::move(pass.problems());
    std::stable_sort(outcome.problems.begin(), outcome.problems.end(),
                     [](const Problem& a, const Problem& b) { return a.position.offset < b.position.offset; });
    return outcome;
}

}  // namespace policy::cel
