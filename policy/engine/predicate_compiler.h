// PredicateCompiler: from a checked expression to the nodes of a Predicate.
#pragma once

#include <optional>
#include <string_view>

#include "policy/engine/predicate.h"

namespace policy::engine {

/// Of the types that are worked with as whole numbers.
inline bool isNumberKind(cel::TypeKind kind) {
    return kind == cel::TypeKind::Int || kind == cel::TypeKind::Timestamp || kind == cel::TypeKind::Duration;
}

class PredicateCompiler {
public:
    PredicateCompiler(Predicate& predicate, const cel::CheckedAst& checked) : m_predicate(predicate), m_checked(checked) {}
    void compile();

private:
    using Place = std::uint32_t;

    Place condition(const cel::Expr& expression);
    Place composed(const cel::Expr& expression);
    Place combined(Op op, const cel::Expr& call);
    Place singleAttribute(const cel::Expr& expression, std::size_t attribute);
    std::optional<Place> comparison(const cel::Expr& call);
    std::optional<Place> membership(const cel::Expr& call);
    Place fromProgram(const cel::Expr& expression, const Reads& reads);

    std::optional<Place> number(const cel::Expr& expression);
    std::optional<Place> arithmetic(const cel::Expr& call);
    std::optional<Place> real(const cel::Expr& expression);
    /// Without anything that is read: the value.
    std::optional<cel::Value> constant(const cel::Expr& expression) const;
    std::optional<std::int64_t> constantNumber(const cel::Expr& expression) const;

    Place add(Node node);
    Place verdict(Tri value);
    [[nodiscard]] int cost(Place place) const;
    [[nodiscard]] const cel::Type& typeOf(const cel::Expr& expression) const { return m_checked.types[expression.id]; }

    Predicate& m_predicate;
    const cel::CheckedAst& m_checked;
};

/// What a part that reads one interned attribute (or nothing) says about a text of it.
Decide decisionOf(const cel::CheckedAst& checked, const cel::Expr& expression, std::size_t attribute);
/// True, False, or Error for anything else.
Tri triOf(const cel::Value& value);

}  // namespace policy::engine
