// Macros: calls that the parser replaces by other nodes (cel-spec, doc/langdef.md, "Macros", and cel-go's ext
// packages).
//
// optMap and optFlatMap bind their receiver to a hidden variable. Rejected: repeating it, as cel-go does, because a
// chain of them then grows with the power of two.
#pragma once

#include <string_view>
#include <vector>

#include "policy/cel/node_factory.h"
#include "policy/cel/problem_list.h"

namespace policy::cel {

enum class MacroSet {
    Standard,  // has, all, exists, exists_one, existsOne, map, filter with one variable: what the language itself has
    All,
};

/// A call that a macro may replace. `target` and `arguments` are the macro's to take.
struct MacroCall {
    Position position;  // of the name
    std::string_view name;
    ExprPtr target;
    std::vector<ExprPtr> arguments;
    NodeFactory& make;
    ProblemList& problems;
};

/// Reports a problem and returns any node when the arguments do not fit.
using MacroExpansion = ExprPtr (*)(MacroCall& call);

/// nullptr when no macro has this name, kind of receiver and number of arguments. `target` may be null.
MacroExpansion findMacro(std::string_view name, const Expr* target, const std::vector<ExprPtr>& arguments,
                         MacroSet set);

/// Names that comprehensions, bindings and blocks give to variables of their own; no source can name them.
inline constexpr std::string_view kAccumulator = "@result";
inline constexpr std::string_view kUnusedVariable = "#unused";

// The expansions, by file.
ExprPtr expandAll(MacroCall& call);               // macro_comprehension.cpp
ExprPtr expandExists(MacroCall& call);
ExprPtr expandExistsOne(MacroCall& call);
ExprPtr expandMap(MacroCall& call);
ExprPtr expandFilter(MacroCall& call);
ExprPtr expandTransformList(MacroCall& call);
ExprPtr expandTransformMap(MacroCall& call);
ExprPtr expandTransformMapEntry(MacroCall& call);
ExprPtr expandHas(MacroCall& call);               // macro_binding.cpp
ExprPtr expandBind(MacroCall& call);
ExprPtr expandBlock(MacroCall& call);
ExprPtr expandBlockIndex(MacroCall& call);
ExprPtr expandBlockVariable(MacroCall& call);
ExprPtr expandOptionalMap(MacroCall& call);
ExprPtr expandOptionalFlatMap(MacroCall& call);
ExprPtr expandExtremum(MacroCall& call);

/// The name of a plain identifier that may become a variable; otherwise reports a problem and returns nothing.
std::string variableName(const ExprPtr& argument, MacroCall& call);
/// Any node, for what had a problem.
ExprPtr nothing(MacroCall& call);

}  // namespace policy::cel
