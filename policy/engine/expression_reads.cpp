#include "policy/engine/expression_reads.h"

#include <array>
#include <string>

#include "policy/facts_activation.h"

namespace policy::engine {
namespace {

using cel::Expr;
using cel::ExprKind;

constexpr std::array<std::string_view, 3> kVariableNames{"device", "phone", "user"};

bool namesVariable(const cel::CheckedAst& checked, const Expr& expression, std::string_view* name) {
    if (expression.kind != ExprKind::Identifier) return false;
    const cel::Reference& reference = checked.references[expression.id];
    if (reference.kind != cel::ReferenceKind::Variable) return false;
    *name = reference.name;
    return true;
}

std::optional<std::size_t> fieldOf(const cel::CheckedAst& checked, const Expr& target, std::string_view field) {
    std::string_view variable;
    if (!namesVariable(checked, target, &variable)) return std::nullopt;
    return attributeIndex(std::string(variable) + "." + std::string(field));
}

/// `device.?model`
std::optional<std::size_t> optionalFieldOf(const cel::CheckedAst& checked, const Expr& call) {
    if (call.kind != ExprKind::Call || call.name != "_?._" || call.arguments.size() != 2) return std::nullopt;
    const auto* field = std::get_if<std::string>(&call.arguments[1]->constant);
    return field == nullptr ? std::nullopt : fieldOf(checked, *call.arguments[0], *field);
}

void collect(const cel::CheckedAst& checked, const Expr& expression, Reads& reads) {
    if (const auto attribute = expression.kind == ExprKind::Select ? attributeOf(checked, expression) : optionalFieldOf(checked, expression)) {
        reads.attributes.set(*attribute);
        return;
    }
    std::string_view variable;
    if (namesVariable(checked, expression, &variable)) {
        if (variable == "now") reads.now = true;
        for (std::size_t i = 0; i < allAttributes().size(); ++i)
            if (allAttributes()[i].name.starts_with(std::string(variable) + ".")) reads.attributes.set(i);
    }
    if (expression.target) collect(checked, *expression.target, reads);
    for (const auto& argument : expression.arguments) collect(checked, *argument, reads);
    if (!expression.comprehension) return;
    const auto& fold = *expression.comprehension;
    for (const auto* part : {&fold.range, &fold.initial, &fold.condition, &fold.step, &fold.result}) collect(checked, **part, reads);
}

cel::ExprPtr copy(const cel::ExprPtr& from) {
    if (!from) return nullptr;
    auto to = std::make_unique<Expr>();
    to->id = from->id;
    to->kind = from->kind;
    to->position = from->position;
    to->constant = from->constant;
    to->name = from->name;
    to->target = copy(from->target);
    for (const auto& argument : from->arguments) to->arguments.push_back(copy(argument));
    to->optionals = from->optionals;
    to->fieldNames = from->fieldNames;
    to->testOnly = from->testOnly;
    if (from->comprehension) {
        const auto& fold = *from->comprehension;
        to->comprehension = std::make_unique<cel::Comprehension>(cel::Comprehension{
            fold.variable, fold.secondVariable, fold.accumulator, copy(fold.range), copy(fold.initial), copy(fold.condition), copy(fold.step),
            copy(fold.result)});
    }
    return to;
}

const cel::ExprPtr* placeOf(const cel::ExprPtr& from, const Expr* wanted) {
    if (!from) return nullptr;
    if (from.get() == wanted) return &from;
    if (const auto* found = placeOf(from->target, wanted)) return found;
    for (const auto& argument : from->arguments)
        if (const auto* found = placeOf(argument, wanted)) return found;
    return nullptr;
}

struct Place {
    std::size_t variable = 0, field = 0;
};

/// By attribute: which variable, and which field of its struct.
const std::vector<Place>& places() {
    static const std::vector<Place> all = [] {
        std::vector<Place> made;
        std::array<std::size_t, 3> fields{};
        for (const Attribute& attribute : allAttributes()) {
            std::size_t variable = 0;
            while (!attribute.name.starts_with(std::string(kVariableNames[variable]) + ".")) ++variable;
            made.push_back({variable, fields[variable]++});
        }
        return made;
    }();
    return all;
}

}  // namespace

Reads readsOf(const cel::CheckedAst& checked, const Expr& expression) {
    Reads reads;
    collect(checked, expression, reads);
    return reads;
}

std::optional<std::size_t> attributeOf(const cel::CheckedAst& checked, const Expr& expression) {
    if (expression.kind != ExprKind::Select || !expression.target) return std::nullopt;
    return fieldOf(checked, *expression.target, expression.name);
}

std::shared_ptr<const cel::Program> programOf(const cel::CheckedAst& checked, const Expr& part) {
    auto ast = std::make_shared<cel::Ast>();
    ast->source = checked.ast->source;
    ast->lastId = checked.ast->lastId;
    ast->root = copy(*placeOf(checked.ast->root, &part));
    return cel::Program::plan({std::move(ast), checked.types[part.id], checked.types, checked.references}, conditionEnvironment());
}

void AttributeActivation::give(std::size_t attribute, std::optional<cel::Value> value) {
    const Place place = places()[attribute];
    Variable& variable = m_variables[place.variable];
    if (variable.fields.size() <= place.field) variable.fields.resize(place.field + 1);
    variable.fields[place.field] = std::move(value);
    variable.stale = true;
}

void AttributeActivation::giveNow(base::Timestamp now) { m_now = celTimestamp(now); }

const cel::Value* AttributeActivation::find(std::string_view name) const {
    if (name == "now") return &m_now;
    for (std::size_t i = 0; i < kVariables; ++i) {
        if (name != kVariableNames[i]) continue;
        const Variable& variable = m_variables[i];
        if (variable.stale) {
            const auto& environment = conditionEnvironment();
            const auto& type = environment.structs.at(environment.variables.at(std::string(name)).name);
            cel::StructValue value{&type, variable.fields};
            value.fields.resize(type.fields.size());
            variable.built = cel::Value::structure(std::move(value));
            variable.stale = false;
        }
        return &variable.built;
    }
    return nullptr;
}

void giveRow(AttributeActivation& activation, const FactTable& table, std::uint32_t row, const Reads& reads, base::Timestamp now) {
    for (std::size_t i = 0; i < allAttributes().size(); ++i)
        if (reads.attributes[i]) activation.give(i, celValueOf(allAttributes()[i].type, table.read(row, i)));
    activation.giveNow(now);
}

}  // namespace policy::engine
