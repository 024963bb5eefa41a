// Questions about expressions as trees: what a part of one reads, when two parts are the same, what a part without
// variables is worth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/checker.h"

namespace policy {

/// The same text for the same tree, whatever its spacing and parentheses: "_==_(phone.persona,\"work\")". An
/// attribute's is its name.
std::string treeText(const cel::Expr& expr);

/// It calls the function or operator ("_&&_") of that name with so many arguments.
bool isCall(const cel::Expr& expr, std::string_view name, std::size_t arguments);
/// The operator that says the same of `b op a`: "_<_" for "_>_". Others as they are.
std::string_view mirroredOperator(std::string_view op);

/// A copy; `replacement` may give a constant for a subtree (nullopt: copy it).
cel::ExprPtr copyTree(const cel::Expr& expr,
                      const std::function<std::optional<cel::Constant>(const cel::Expr&)>& replacement);

/// No variable of the environment stands in it, so that it has one value for every phone. `checked` is the expression
/// that `expr` is a part of.
bool isConstantTree(const cel::CheckedAst& checked, const cel::Expr& expr);
/// The value of a tree without variables; it may be an error.
cel::Value valueOfTree(cel::ExprPtr tree);
cel::Value valueOfTree(const cel::Expr& constantTree);

/// Calls `visit` for `expr` and everything below it; `visit` returns false to stay out of a subtree.
void walkTree(const cel::Expr& expr, const std::function<bool(const cel::Expr&)>& visit);

/// The name of the attribute that `expr` selects ("phone.persona"), whatever the variable is called there; empty when
/// it selects none.
std::string attributeOf(const cel::CheckedAst& checked, const cel::Expr& expr);

/// What an expression asks about.
struct ReadAttributes {
    std::vector<std::uint16_t> attributes;  // indices into allAttributes(), ascending
    bool readsNow = false;
};
ReadAttributes readAttributes(const cel::CheckedAst& checked);

}  // namespace policy
