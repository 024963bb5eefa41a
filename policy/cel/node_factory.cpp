#include "policy/cel/node_factory.h"

#include <algorithm>

namespace policy::cel {

ExprPtr NodeFactory::make(ExprKind kind, Position position) {
    auto node = std::make_unique<Expr>();
    m_heights.push_back(1);
    node->id = lastId();
    node->kind = kind;
    node->position = position;
    return node;
}

ExprPtr NodeFactory::measured(ExprPtr node) {
    std::uint32_t below = height(node->target);
    for (const ExprPtr& argument : node->arguments)
        below = std::max(below, height(argument));
    if (const Comprehension* fold = node->comprehension.get())
        for (const ExprPtr* part : {&fold->range, &fold->initial, &fold->condition, &fold->step, &fold->result})
            below = std::max(below, height(*part));
    m_heights[node->id - 1] = below + 1;
    m_tooHigh = m_tooHigh || below + 1 > m_highest;
    return node;
}

ExprPtr NodeFactory::constant(Position position, Constant value) {
    ExprPtr node = make(ExprKind::Constant, position);
    node->constant = std::move(value);
    return node;
}

ExprPtr NodeFactory::identifier(Position position, std::string name) {
    ExprPtr node = make(ExprKind::Identifier, position);
    node->name = std::move(name);
    return node;
}

ExprPtr NodeFactory::select(Position position, ExprPtr target, std::string field, bool testOnly) {
    ExprPtr node = make(ExprKind::Select, position);
    node->target = std::move(target);
    node->name = std::move(field);
    node->testOnly = testOnly;
    return measured(std::move(node));
}

ExprPtr NodeFactory::call(Position position, std::string function, std::vector<ExprPtr> arguments) {
    return memberCall(position, std::move(function), nullptr, std::move(arguments));
}

ExprPtr NodeFactory::memberCall(Position position, std::string function, ExprPtr target, std::vector<ExprPtr> arguments) {
    ExprPtr node = make(ExprKind::Call, position);
    node->name = std::move(function);
    node->target = std::move(target);
    node->arguments = std::move(arguments);
    return measured(std::move(node));
}

ExprPtr NodeFactory::list(Position position, std::vector<ExprPtr> elements, std::vector<bool> optionals) {
    ExprPtr node = make(ExprKind::List, position);
    node->arguments = std::move(elements);
    node->optionals = std::move(optionals);
    return measured(std::move(node));
}

ExprPtr NodeFactory::map(Position position, std::vector<ExprPtr> entries, std::vector<bool> optionals) {
    ExprPtr node = make(ExprKind::Map, position);
    node->arguments = std::move(entries);
    node->optionals = std::move(optionals);
    return measured(std::move(node));
}

ExprPtr NodeFactory::structure(Position position, std::string name, std::vector<std::string> fields, std::vector<ExprPtr> values,
                               std::vector<bool> optionals) {
    ExprPtr node = make(ExprKind::Struct, position);
    node->name = std::move(name);
    node->fieldNames = std::move(fields);
    node->arguments = std::move(values);
    node->optionals = std::move(optionals);
    return measured(std::move(node));
}

ExprPtr NodeFactory::comprehension(Position position, Comprehension fold) {
    ExprPtr node = make(ExprKind::Comprehension, position);
    node->comprehension = std::make_unique<Comprehension>(std::move(fold));
    return measured(std::move(node));
}

}  // namespace policy::cel
