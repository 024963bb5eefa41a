// Predicate, for one row.
#include <algorithm>
#include <bit>

#include "policy/engine/number_operation.h"
#include "policy/engine/predicate.h"
#include "policy/engine/predicate_compiler.h"
#include "policy/engine/row_evaluation.h"

namespace policy::engine {

base::Timestamp minuteOf(base::Timestamp now) { return std::chrono::floor<std::chrono::minutes>(now); }

Predicate::Predicate(const CompiledCondition& condition, const FactTable& table) : m_program(condition.expression.program), m_table(&table) {
    PredicateCompiler(*this, *condition.expression.checked).compile();
}

Tri RowEvaluation::condition(std::uint32_t place) const {
    const Node& node = m_predicate.m_nodes[place];
    switch (node.op) {
        case Op::Constant: return node.whenTrue;
        case Op::Table: {
            DecisionTable& table = *m_predicate.m_tables[node.a];
            return table.of(table.column().idAt(m_row));
        }
        case Op::Flag: {
            const BoolColumn& column = m_table.bools(node.attribute);
            return !column.present(m_row) ? node.absent : column.at(m_row) ? node.whenTrue : node.whenFalse;
        }
        case Op::Present: return present(node.attribute) ? Tri::True : Tri::False;
        case Op::CompareNumbers: {
            std::int64_t a = 0, b = 0;
            if (!number(node.a, a) || !number(node.b, b)) return Tri::Error;
            return holds(node.comparison, a, b) ? Tri::True : Tri::False;
        }
        case Op::CompareReals: {
            double a = 0, b = 0;
            if (!real(node.a, a) || !real(node.b, b)) return Tri::Error;
            return holds(node.comparison, a, b) ? Tri::True : Tri::False;
        }
        case Op::AmongNumbers: {
            std::int64_t sought = 0;
            if (!number(node.a, sought)) return Tri::Error;
            const auto& among = m_predicate.m_numberSets[node.b];
            return std::binary_search(among.begin(), among.end(), sought) ? Tri::True : Tri::False;
        }
        case Op::And: {
            const Tri a = condition(node.a);
            return a == Tri::False ? a : triAnd(a, condition(node.b));
        }
        case Op::Or: {
            const Tri a = condition(node.a);
            return a == Tri::True ? a : triOr(a, condition(node.b));
        }
        case Op::Not: return triNot(condition(node.a));
        case Op::Choose: {
            const Tri asked = condition(node.a);
            return asked == Tri::Error ? asked : condition(asked == Tri::True ? node.b : node.c);
        }
        case Op::Same: {
            const Tri a = condition(node.a), b = condition(node.b);
            return a == Tri::Error || b == Tri::Error ? Tri::Error : a == b ? Tri::True : Tri::False;
        }
        case Op::NowOnly: return nowPart(m_predicate, node.a, m_now);
        case Op::Generic: {
            const GenericPart& part = m_predicate.m_generic[node.a];
            AttributeActivation activation;
            giveRow(activation, m_table, m_row, part.reads, minuteOf(m_now));
            return triOf(part.program->evaluate(activation));
        }
        default: return Tri::Error;
    }
}

bool RowEvaluation::present(std::size_t attribute) const {
    const AttributeType type = allAttributes()[attribute].type;
    if (type == AttributeType::Boolean) return m_table.bools(attribute).present(m_row);
    return isInterned(type) ? m_table.texts(attribute).present(m_row) : m_table.numbers(attribute).present(m_row);
}

bool RowEvaluation::number(std::uint32_t place, std::int64_t& value) const {
    const Node& node = m_predicate.m_nodes[place];
    switch (node.op) {
        case Op::LoadNumber: {
            const NumberColumn& column = m_table.numbers(node.attribute);
            if (!column.present(m_row)) return false;
            value = column.at(m_row);
            return true;
        }
        case Op::Number: value = node.number; return true;
        case Op::Now: value = m_now.time_since_epoch().count(); return true;
        case Op::Negate: return number(node.a, value) && !__builtin_sub_overflow(std::int64_t{0}, value, &value);
        default: {
            std::int64_t a = 0, b = 0;
            return number(node.a, a) && number(node.b, b) && operate(node.op, node.range, a, b, value);
        }
    }
}

bool RowEvaluation::real(std::uint32_t place, double& value) const {
    const Node& node = m_predicate.m_nodes[place];
    switch (node.op) {
        case Op::LoadReal: {
            const NumberColumn& column = m_table.numbers(node.attribute);
            if (!column.present(m_row)) return false;
            value = std::bit_cast<double>(column.at(m_row));
            return true;
        }
        case Op::Real: value = node.real; return true;
        case Op::NegateReal:
            if (!real(node.a, value)) return false;
            value = -value;
            return true;
        default: {
            double a = 0, b = 0;
            if (!real(node.a, a) || !real(node.b, b)) return false;
            value = operate(node.op, a, b);
            return true;
        }
    }
}

Tri nowPart(const Predicate& predicate, std::uint32_t place, base::Timestamp now) {
    const base::Timestamp minute = minuteOf(now);
    const std::int64_t from = minute.time_since_epoch().count();
    NowPart::Known& known = predicate.m_known[place];
    if (known.from <= from && from < known.until) return known.value;
    if (known.lastMinute == from) return known.last;
    AttributeActivation activation;
    activation.giveNow(minute);
    known.lastMinute = from;
    known.last = triOf(predicate.m_nowParts[place].program->evaluate(activation));
    return known.last;
}

Tri Predicate::evaluate(std::uint32_t row, base::Timestamp now) const {
    return RowEvaluation(*this, *m_table, row, now).condition(static_cast<std::uint32_t>(m_nodes.size() - 1));
}

std::string Predicate::errorOf(std::uint32_t row, base::Timestamp now) const {
    AttributeActivation activation;
    giveRow(activation, *m_table, row, m_reads, m_solved ? now : minuteOf(now));
    const cel::Value value = m_program->evaluate(activation);
    return value.isError() ? value.error().message : std::string();
}

}  // namespace policy::engine
