#include "policy/cel/checker.h"

#include <algorithm>

#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_types.h"

namespace policy::cel {

namespace {

constexpr std::size_t kMostProblems = 20;

TypeKind kindOf(const Constant& constant) {
    static constexpr TypeKind kKinds[] = {TypeKind::Null,   TypeKind::Bool,   TypeKind::Int,  TypeKind::Uint,
                                          TypeKind::Double, TypeKind::String, TypeKind::Bytes};
    return kKinds[constant.index()];
}

}  // namespace

CheckerPass::CheckerPass(const Ast& ast, const Environment& environment) : m_ast(ast), m_environment(environment) {
    m_types.resize(ast.lastId + 1);
    m_references.resize(ast.lastId + 1);
}

void CheckerPass::run() {
    visit(*m_ast.root);
    if (m_problems.empty() && m_inference.exhausted())
        report(m_ast.root->position, "the types of this expression are too complex to check",
               "Write it in smaller parts.");
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
            report(node.position,
                   "this is nested more than " + std::to_string(m_environment.limits.nesting) + " levels deep",
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
        case ExprKind::Constant:
            return setType(node, simple(kindOf(node.constant)));
        case ExprKind::Identifier:
            return visitIdentifier(node);
        case ExprKind::Select:
            return visitSelect(node);
        case ExprKind::Call:
            return visitCall(node);
        case ExprKind::List:
            return visitList(node);
        case ExprKind::Map:
            return visitMap(node);
        case ExprKind::Struct:
            return visitStruct(node);
        case ExprKind::Comprehension:
            return visitComprehension(node);
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
        case TypeKind::Map:
            found = of.parameters[1];
            break;
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
        case TypeKind::Parameter:
            m_inference.assignable(Type{}, of);
            break;
        case TypeKind::Dyn:
            break;
        case TypeKind::Error:
            return errorType();
        default:
            reportNoField(node, operand, field);
            return errorType();
    }
    return optional ? Type::optional(std::move(found)) : found;
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
