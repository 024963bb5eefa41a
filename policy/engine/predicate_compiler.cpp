#include "policy/engine/predicate_compiler.h"

#include <algorithm>

namespace policy::engine {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::TypeKind;

struct NamedComparison {
    std::string_view function;
    Comparison comparison;
};
constexpr NamedComparison kComparisons[] = {
    {"_==_", Comparison::Equal},       {"_!=_", Comparison::Unequal}, {"_<_", Comparison::Less},
    {"_<=_", Comparison::LessOrEqual}, {"_>_", Comparison::Greater},  {"_>=_", Comparison::GreaterOrEqual},
};

std::optional<Comparison> comparisonOf(const Expr& call) {
    for (const auto& [function, comparison] : kComparisons)
        if (call.name == function) return comparison;
    return std::nullopt;
}

/// Milliseconds; nullopt when there is a finer part.
std::optional<std::int64_t> milliseconds(std::int64_t seconds, std::int32_t nanoseconds) {
    if (nanoseconds % 1'000'000 != 0) return std::nullopt;
    return seconds * 1000 + nanoseconds / 1'000'000;
}

std::size_t onlyAttribute(const Reads& reads) {
    std::size_t attribute = 0;
    while (!reads.attributes[attribute]) ++attribute;
    return attribute;
}

}  // namespace

Tri triOf(const cel::Value& value) { return value.isTrue() ? Tri::True : value.isFalse() ? Tri::False : Tri::Error; }

void PredicateCompiler::compile() {
    m_predicate.m_reads = readsOf(m_checked, *m_checked.ast->root);
    condition(*m_checked.ast->root);
    m_predicate.m_known.resize(m_predicate.m_nowParts.size());
    const auto isTimePart = [](const Node& node) {
        const bool isPart = node.op == Op::NowOnly || node.op == Op::Generic || node.op == Op::CompareNumbers || node.op == Op::AmongNumbers;
        return isPart && node.readsNow;
    };
    m_predicate.m_oneTimePart = std::count_if(m_predicate.m_nodes.begin(), m_predicate.m_nodes.end(), isTimePart) <= 1;
}

PredicateCompiler::Place PredicateCompiler::add(Node node) {
    const auto reads = [&](Place place) { return m_predicate.m_nodes[place].readsNow; };
    switch (node.op) {
        case Op::Now: case Op::NowOnly: node.readsNow = true; break;
        case Op::Generic: node.readsNow = m_predicate.m_generic[node.a].reads.now; break;
        case Op::Choose: node.readsNow = reads(node.a) || reads(node.b) || reads(node.c); break;
        case Op::CompareNumbers: case Op::CompareReals: case Op::And: case Op::Or: case Op::Same: case Op::Add: case Op::Subtract:
        case Op::Multiply: case Op::Divide: case Op::Remainder: case Op::AddReals: case Op::SubtractReals: case Op::MultiplyReals:
        case Op::DivideReals: node.readsNow = reads(node.a) || reads(node.b); break;
        case Op::Not: case Op::AmongNumbers: case Op::Negate: case Op::NegateReal: node.readsNow = reads(node.a); break;
        default: break;
    }
    m_predicate.m_nodes.push_back(node);
    return static_cast<Place>(m_predicate.m_nodes.size() - 1);
}

PredicateCompiler::Place PredicateCompiler::verdict(Tri value) {
    Node node{.op = Op::Constant};
    node.whenTrue = value;
    return add(node);
}

int PredicateCompiler::cost(Place place) const {
    const Node& node = m_predicate.m_nodes[place];
    switch (node.op) {
        case Op::Generic: return 1000;
        case Op::And: case Op::Or: case Op::Same: return 1 + cost(node.a) + cost(node.b);
        case Op::Choose: return 1 + cost(node.a) + cost(node.b) + cost(node.c);
        case Op::Not: return 1 + cost(node.a);
        case Op::CompareNumbers: case Op::CompareReals: case Op::AmongNumbers: return 4;
        case Op::Table: return 3;
        default: return 1;
    }
}

PredicateCompiler::Place PredicateCompiler::condition(const Expr& expression) {
    const Reads reads = readsOf(m_checked, expression);
    if (reads.attributes.none() && !reads.now) return verdict(triOf(constant(expression).value_or(cel::Value())));
    if (reads.attributes.count() == 1 && !reads.now) {
        const std::size_t attribute = onlyAttribute(reads);
        const AttributeType type = allAttributes()[attribute].type;
        if (isInterned(type) || type == AttributeType::Boolean) return singleAttribute(expression, attribute);
    }
    if (expression.kind == ExprKind::Select && expression.testOnly)
        if (const auto attribute = attributeOf(m_checked, expression)) {
            Node node{.op = Op::Present};
            node.attribute = static_cast<std::uint16_t>(*attribute);
            return add(node);
        }
    return expression.kind == ExprKind::Call ? composed(expression) : fromProgram(expression, reads);
}

PredicateCompiler::Place PredicateCompiler::composed(const Expr& call) {
    const auto isCondition = [&](const cel::ExprPtr& argument) { return typeOf(*argument).kind == TypeKind::Bool; };
    if (!call.target && std::all_of(call.arguments.begin(), call.arguments.end(), isCondition)) {
        if (call.name == "_&&_") return combined(Op::And, call);
        if (call.name == "_||_") return combined(Op::Or, call);
        if (call.name == "!_") return add({.op = Op::Not, .a = condition(*call.arguments[0])});
        if (call.name == "_?_:_") {
            const Place asked = condition(*call.arguments[0]), yes = condition(*call.arguments[1]), no = condition(*call.arguments[2]);
            return add({.op = Op::Choose, .a = asked, .b = yes, .c = no});
        }
        if (call.name == "_==_" || call.name == "_!=_") {
            const Place a = condition(*call.arguments[0]), b = condition(*call.arguments[1]);
            const Place same = add({.op = Op::Same, .a = a, .b = b});
            return call.name == "_==_" ? same : add({.op = Op::Not, .a = same});
        }
    }
    if (const auto place = comparison(call)) return *place;
    if (const auto place = membership(call)) return *place;
    return fromProgram(call, readsOf(m_checked, call));
}

/// Conjunctions and disjunctions are symmetric, also in their errors: the cheaper side goes first, so that it can spare the other.
PredicateCompiler::Place PredicateCompiler::combined(Op op, const Expr& call) {
    std::vector<Place> parts;
    for (const auto& argument : call.arguments) parts.push_back(condition(*argument));
    std::stable_sort(parts.begin(), parts.end(), [&](Place a, Place b) { return cost(a) < cost(b); });
    Place place = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) place = add({.op = op, .a = place, .b = parts[i]});
    return place;
}

PredicateCompiler::Place PredicateCompiler::singleAttribute(const Expr& expression, std::size_t attribute) {
    if (allAttributes()[attribute].type != AttributeType::Boolean) {
        auto table = std::make_shared<DecisionTable>(m_predicate.m_table->texts(attribute), decisionOf(m_checked, expression, attribute));
        table->column().watch(table);
        m_predicate.m_tables.push_back(std::move(table));
        return add({.op = Op::Table, .a = static_cast<std::uint32_t>(m_predicate.m_tables.size() - 1)});
    }
    const auto program = programOf(m_checked, expression);
    AttributeActivation activation;
    const auto decide = [&](std::optional<cel::Value> value) {
        activation.give(attribute, std::move(value));
        return triOf(program->evaluate(activation));
    };
    Node node{.op = Op::Flag};
    node.attribute = static_cast<std::uint16_t>(attribute);
    node.absent = decide(std::nullopt);
    node.whenFalse = decide(cel::Value(false));
    node.whenTrue = decide(cel::Value(true));
    return add(node);
}

std::optional<PredicateCompiler::Place> PredicateCompiler::comparison(const Expr& call) {
    const auto which = comparisonOf(call);
    if (!which || call.target || call.arguments.size() != 2) return std::nullopt;
    const Expr &left = *call.arguments[0], &right = *call.arguments[1];
    const TypeKind kind = typeOf(left).kind;
    if (typeOf(right).kind != kind) return std::nullopt;
    const auto compare = [&](Op op, std::optional<Place> a, std::optional<Place> b) -> std::optional<Place> {
        if (!a || !b) return std::nullopt;
        return add({.op = op, .comparison = *which, .a = *a, .b = *b});
    };
    if (isNumberKind(kind)) {
        const auto a = number(left);
        return compare(Op::CompareNumbers, a, a ? number(right) : std::nullopt);
    }
    if (kind != TypeKind::Double) return std::nullopt;
    const auto a = real(left);
    return compare(Op::CompareReals, a, a ? real(right) : std::nullopt);
}

/// `phone.cpus in [2, 4]`
std::optional<PredicateCompiler::Place> PredicateCompiler::membership(const Expr& call) {
    if (call.name != "@in" || call.target || call.arguments.size() != 2 || !isNumberKind(typeOf(*call.arguments[0]).kind)) return std::nullopt;
    const Expr& list = *call.arguments[1];
    if (list.kind != ExprKind::List) return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i < list.arguments.size(); ++i) {
        const bool maybe = i < list.optionals.size() && list.optionals[i];
        const bool sameKind = typeOf(*list.arguments[i]).kind == typeOf(*call.arguments[0]).kind;
        const auto element = maybe || !sameKind ? std::nullopt : constantNumber(*list.arguments[i]);
        if (!element) return std::nullopt;
        numbers.push_back(*element);
    }
    const auto sought = number(*call.arguments[0]);
    if (!sought) return std::nullopt;
    std::sort(numbers.begin(), numbers.end());
    m_predicate.m_numberSets.push_back(std::move(numbers));
    return add({.op = Op::AmongNumbers, .a = *sought, .b = static_cast<std::uint32_t>(m_predicate.m_numberSets.size() - 1)});
}

PredicateCompiler::Place PredicateCompiler::fromProgram(const Expr& expression, const Reads& reads) {
    const auto program = &expression == m_checked.ast->root.get() ? m_predicate.m_program : programOf(m_checked, expression);
    if (reads.now) m_predicate.m_solved = false;
    if (reads.attributes.none()) {
        m_predicate.m_nowParts.push_back({program});
        return add({.op = Op::NowOnly, .a = static_cast<std::uint32_t>(m_predicate.m_nowParts.size() - 1)});
    }
    m_predicate.m_generic.push_back({program, reads});
    return add({.op = Op::Generic, .a = static_cast<std::uint32_t>(m_predicate.m_generic.size() - 1)});
}

std::optional<cel::Value> PredicateCompiler::constant(const Expr& expression) const {
    if (expression.kind == ExprKind::Constant) {
        if (const auto* number = std::get_if<std::int64_t>(&expression.constant)) return cel::Value(*number);
        if (const auto* real = std::get_if<double>(&expression.constant)) return cel::Value(*real);
    }
    const Reads reads = readsOf(m_checked, expression);
    if (reads.attributes.any() || reads.now) return std::nullopt;
    return programOf(m_checked, expression)->evaluate(AttributeActivation());
}

std::optional<std::int64_t> PredicateCompiler::constantNumber(const Expr& expression) const {
    const auto value = constant(expression);
    if (!value) return std::nullopt;
    switch (value->kind()) {
        case cel::ValueKind::Int: return value->integer();
        case cel::ValueKind::Timestamp: return milliseconds(value->timestamp().seconds, value->timestamp().nanoseconds);
        case cel::ValueKind::Duration: return milliseconds(value->duration().seconds, value->duration().nanoseconds);
        default: return std::nullopt;
    }
}

}  // namespace policy::engine
