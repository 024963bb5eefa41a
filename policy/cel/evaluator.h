// The evaluator: walks a checked (or merely parsed) tree over the values of its variables. Recursion is bounded by the
// tree's height.
#pragma once

#include <memory>
#include <string_view>

#include "policy/cel/checker.h"
#include "policy/cel/environment.h"
#include "policy/cel/value.h"

namespace policy::cel {

/// The values of an evaluation's variables.
class Activation {
public:
    virtual ~Activation() = default;
    /// nullptr when the variable has no value. The pointer is good for the evaluation.
    [[nodiscard]] virtual const Value* find(std::string_view name) const = 0;
};

/// A plan for evaluation, made once. Immutable afterwards: any number of threads may evaluate it at the same time.
class Program {
public:
    /// `environment` must outlive the program.
    static std::shared_ptr<const Program> plan(CheckedAst checked, const Environment& environment);
    /// Without checking: overloads are found by the values' types when called.
    static std::shared_ptr<const Program> planUnchecked(Ast ast, const Environment& environment);
    virtual ~Program() = default;

    /// Never fails otherwise than by an error value; ends within environment.limits.cost.
    [[nodiscard]] virtual Value evaluate(const Activation& activation) const = 0;
};

}  // namespace policy::cel
