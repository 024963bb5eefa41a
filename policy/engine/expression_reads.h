// What an expression reads of a phone, and parts of an expression that can be evaluated alone.
#pragma once

#include <memory>
#include <optional>

#include "policy/cel/checker.h"
#include "policy/cel/evaluator.h"
#include "policy/engine/fact_table.h"

namespace policy::engine {

struct Reads {
    AttributeSet attributes;
    bool now = false;
};

/// A struct that is used as a whole (`device == device`) reads all its attributes.
Reads readsOf(const cel::CheckedAst& checked, const cel::Expr& expression);
/// The attribute that the expression selects (`device.model`) or, with testOnly, asks for (`has(device.model)`).
std::optional<std::size_t> attributeOf(const cel::CheckedAst& checked, const cel::Expr& expression);
/// A program for a part of a checked expression; the part must not use variables of a comprehension around it.
std::shared_ptr<const cel::Program> programOf(const cel::CheckedAst& checked, const cel::Expr& part);

/// The variables device, phone, user and now, with just those attributes that were given.
class AttributeActivation final : public cel::Activation {
public:
    void give(std::size_t attribute, std::optional<cel::Value> value);
    void giveNow(base::Timestamp now);
    [[nodiscard]] const cel::Value* find(std::string_view name) const override;

private:
    struct Variable {
        std::vector<std::optional<cel::Value>> fields;
        mutable cel::Value built;
        mutable bool stale = true;
    };
    static constexpr std::size_t kVariables = 3;
    Variable m_variables[kVariables];
    cel::Value m_now;
};

/// Gives what the row holds of `reads` (and the time).
void giveRow(AttributeActivation& activation, const FactTable& table, std::uint32_t row, const Reads& reads, base::Timestamp now);

}  // namespace policy::engine
