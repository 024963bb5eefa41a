#include "policy/expression_tree.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "policy/attribute.h"
#include "policy/cel/evaluator.h"

namespace policy {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::ExprPtr;

struct NoVariables final : cel::Activation {
    [[nodiscard]] const cel::Value* find(std::string_view) const override { return nullptr; }
};

std::string constantText(const cel::Constant& constant) {
    return std::visit(
        [](const auto& held) -> std::string {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>) return "null";
            else if constexpr (std::is_same_v<Held, bool>) return held ? "true" : "false";
            else if constexpr (std::is_same_v<Held, std::string>) return "\"" + std::to_string(held.size()) + ":" + held + "\"";
            else if constexpr (std::is_same_v<Held, cel::Bytes>) return "b\"" + std::to_string(held.octets.size()) + ":" + held.octets + "\"";
            else if constexpr (std::is_same_v<Held, std::uint64_t>) return std::to_string(held) + "u";
            else if constexpr (std::is_same_v<Held, std::int64_t>) return std::to_string(held);
            else return cel::valueText(cel::Value(held)) + "d";
        },
        constant);
}

std::string withoutDot(const std::string& name) { return name.starts_with('.') ? name.substr(1) : name; }

void writeTree(const Expr& expr, std::string& out);

void writeList(const Expr& expr, std::string& out) {
    for (std::size_t i = 0; i < expr.arguments.size(); ++i) {
        if (i > 0) out += ',';
        if (i < expr.optionals.size() && expr.optionals[i]) out += '?';
        if (i < expr.fieldNames.size()) out += expr.fieldNames[i] + ':';
        writeTree(*expr.arguments[i], out);
    }
}

void writeTree(const Expr& expr, std::string& out) {
    switch (expr.kind) {
        case ExprKind::Constant: out += constantText(expr.constant); return;
        case ExprKind::Identifier: out += withoutDot(expr.name); return;
        case ExprKind::Select:
            if (expr.testOnly) out += "has(";
            writeTree(*expr.target, out);
            out += '.' + expr.name;
            if (expr.testOnly) out += ')';
            return;
        case ExprKind::Call:
            if (expr.target) {
                writeTree(*expr.target, out);
                out += '.';
            }
            out += expr.name + '(';
            writeList(expr, out);
            out += ')';
            return;
        case ExprKind::List:
        case ExprKind::Map:
        case ExprKind::Struct:
            out += expr.kind == ExprKind::List ? "[" : expr.name + "{";
            writeList(expr, out);
            out += expr.kind == ExprKind::List ? ']' : '}';
            return;
        case ExprKind::Comprehension: {
            const auto& fold = *expr.comprehension;
            out += "fold(" + fold.variable + ',' + fold.secondVariable + ',' + fold.accumulator;
            for (const auto* part : {&fold.range, &fold.initial, &fold.condition, &fold.step, &fold.result}) {
                out += ',';
                writeTree(**part, out);
            }
            out += ')';
            return;
        }
    }
}

/// "twinset.Phone" -> "phone"
std::string variableOfStruct(const std::string& type) {
    auto name = type.substr(type.find('.') + 1);
    if (!name.empty()) name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
    return name;
}

const cel::Type& typeOf(const cel::CheckedAst& checked, const Expr& expr) {
    static const cel::Type dyn;
    return expr.id < checked.types.size() ? checked.types[expr.id] : dyn;
}

bool isVariable(const cel::CheckedAst& checked, const Expr& expr) {
    const bool names = expr.kind == ExprKind::Identifier || expr.kind == ExprKind::Select;
    return names && expr.id < checked.references.size() && checked.references[expr.id].kind == cel::ReferenceKind::Variable;
}

}  // namespace

std::string treeText(const Expr& expr) {
    std::string out;
    writeTree(expr, out);
    return out;
}

ExprPtr copyTree(const Expr& expr, const std::function<std::optional<cel::Constant>(const Expr&)>& replacement) {
    auto copy = std::make_unique<Expr>();
    copy->id = expr.id;
    copy->position = expr.position;
    if (auto constant = replacement(expr)) {
        copy->constant = std::move(*constant);
        return copy;
    }
    const auto child = [&](const ExprPtr& from) { return from ? copyTree(*from, replacement) : nullptr; };
    copy->kind = expr.kind;
    copy->constant = expr.constant;
    copy->name = expr.name;
    copy->target = child(expr.target);
    for (const auto& argument : expr.arguments) copy->arguments.push_back(child(argument));
    copy->optionals = expr.optionals;
    copy->fieldNames = expr.fieldNames;
    copy->testOnly = expr.testOnly;
    if (expr.comprehension) {
        const auto& from = *expr.comprehension;
        copy->comprehension = std::make_unique<cel::Comprehension>(
            cel::Comprehension{from.variable, from.secondVariable, from.accumulator, child(from.range), child(from.initial),
                               child(from.condition), child(from.step), child(from.result)});
    }
    return copy;
}

void walkTree(const Expr& expr, const std::function<bool(const Expr&)>& visit) {
    if (!visit(expr)) return;
    if (expr.target) walkTree(*expr.target, visit);
    for (const auto& argument : expr.arguments) walkTree(*argument, visit);
    if (!expr.comprehension) return;
    const auto& fold = *expr.comprehension;
    for (const auto* part : {&fold.range, &fold.initial, &fold.condition, &fold.step, &fold.result}) walkTree(**part, visit);
}

bool isConstantTree(const cel::CheckedAst& checked, const Expr& expr) {
    bool constant = true;
    std::set<std::string> bound;
    walkTree(expr, [&](const Expr& part) {
        constant = constant && !isVariable(checked, part);
        if (part.comprehension) bound.insert({part.comprehension->variable, part.comprehension->secondVariable, part.comprehension->accumulator});
        return constant;
    });
    // A local of a fold that stands around `expr` has no value in `expr` alone.
    walkTree(expr, [&](const Expr& part) {
        const bool local = part.kind == ExprKind::Identifier && part.id < checked.references.size() && checked.references[part.id].kind == cel::ReferenceKind::Local;
        constant = constant && (!local || bound.contains(withoutDot(part.name)));
        return constant;
    });
    return constant;
}

cel::Value valueOfTree(ExprPtr tree) {
    cel::Ast ast;
    walkTree(*tree, [&](const Expr& part) {
        ast.lastId = std::max(ast.lastId, part.id);
        return true;
    });
    ast.root = std::move(tree);
    return cel::Program::planUnchecked(std::move(ast), conditionEnvironment())->evaluate(NoVariables());
}

cel::Value valueOfTree(const Expr& constantTree) {
    return valueOfTree(copyTree(constantTree, [](const Expr&) { return std::nullopt; }));
}

bool isCall(const Expr& expr, std::string_view name, std::size_t arguments) {
    return expr.kind == ExprKind::Call && expr.name == name && !expr.target && expr.arguments.size() == arguments;
}

std::string_view mirroredOperator(std::string_view op) {
    if (op == "_<_") return "_>_";
    if (op == "_<=_") return "_>=_";
    if (op == "_>_") return "_<_";
    return op == "_>=_" ? "_<=_" : op;
}

std::string attributeOf(const cel::CheckedAst& checked, const Expr& expr) {
    if (expr.kind != ExprKind::Select || !expr.target) return {};
    const auto& type = typeOf(checked, *expr.target);
    return type.kind == cel::TypeKind::Struct ? variableOfStruct(type.name) + "." + expr.name : std::string();
}

ReadAttributes readAttributes(const cel::CheckedAst& checked) {
    ReadAttributes read;
    std::set<std::uint16_t> found;
    walkTree(*checked.ast->root, [&](const Expr& part) {
        const auto attribute = attributeOf(checked, part);
        if (const auto index = attributeIndex(attribute)) {
            found.insert(static_cast<std::uint16_t>(*index));
            // What is selected from is read no further; unless it is made first, by cel.bind for instance.
            return part.target->kind != ExprKind::Identifier;
        }
        if (part.kind != ExprKind::Identifier) return true;
        const auto& type = typeOf(checked, part);
        if (isVariable(checked, part) && withoutDot(part.name) == "now") read.readsNow = true;
        if (type.kind != cel::TypeKind::Struct || !isVariable(checked, part)) return true;
        // The struct as a whole, under whatever name it is read later.
        const auto prefix = variableOfStruct(type.name) + ".";
        for (std::size_t i = 0; i < allAttributes().size(); ++i)
            if (allAttributes()[i].name.starts_with(prefix)) found.insert(static_cast<std::uint16_t>(i));
        return true;
    });
    read.attributes.assign(found.begin(), found.end());
    return read;
}

}  // namespace policy
