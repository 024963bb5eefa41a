// Inference of types: type parameters, what they stand for, and what fits where (cel-spec, doc/langdef.md, "Gradual
// Type Checking"; the rules are those of the reference implementation, so that expressions have the types that other
// CEL engines give them).
//
// Types that share type parameters can stand for types of exponential size, so depth and work are bounded: beyond the
// bounds a type is `dyn`, and exhausted() is true when an answer was guessed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "policy/cel/type.h"

namespace policy::cel {

class TypeInference {
public:
    /// A type parameter that stands for nothing yet.
    Type fresh();
    /// Whether a value of type `from` may stand where `to` is wanted. Binds type parameters when the answer is yes;
    /// else nothing changes.
    bool assignable(const Type& to, const Type& from);
    bool assignable(std::span<const Type* const> to, std::span<const Type* const> from);
    /// The type of something that is of either type: the more general one, or dyn.
    Type join(const Type& a, const Type& b);
    /// With every bound type parameter replaced; `openToDyn`: the others become dyn.
    Type resolve(const Type& type, bool openToDyn = false);
    [[nodiscard]] bool exhausted() const { return m_exhausted; }

private:
    using Binding = std::optional<Type>;
    bool assign(const Type& to, const Type& from);
    bool assignParameters(const Type& to, const Type& from);
    std::pair<bool, bool> substitutes(const Type& wanted, const Type& parameter);
    bool isFreeOf(const Type& parameter, const Type& within);
    void bind(const Type& parameter, Type to);
    Type resolveAt(const Type& type, bool openToDyn, unsigned depth);
    void rollBack(std::size_t mark);
    bool spend();

    std::vector<Binding> m_bindings;                           // by the parameter's number
    std::vector<std::pair<std::uint32_t, Binding>> m_changes;  // to undo, newest last
    unsigned m_depth = 0;
    std::uint32_t m_steps = 0, m_built = 0;
    bool m_exhausted = false;
};

/// True when the type is a type parameter or has one inside.
bool hasParameters(const Type& type);

}  // namespace policy::cel
