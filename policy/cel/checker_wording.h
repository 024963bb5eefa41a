// How the checker's messages name things: for people who write policies, not for people who know type systems. Only
// checker*.cpp includes this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/ast.h"
#include "policy/cel/function.h"
#include "policy/cel/type.h"

namespace policy::cel {

/// "a string", "an int", "a version", "a list(string)", "a timestamp (a point in time)".
std::string withArticle(const Type& type);
/// "string", "version", "list(string)".
std::string shortName(const Type& type);
/// "==" for "_==_"; empty when the function is written as a call.
std::string operatorSymbol(std::string_view function);
/// The expression as somebody would write it when that is short: a name, a selection, a constant; else "...".
std::string sketch(const Expr& node);
/// "size(list(A))", "string.startsWith(string)".
std::string signatureText(const Overload& overload);
/// What to write when two values of unlike types are compared or added; empty when nothing comes to mind.
std::string conversionHint(const Expr& left, const Type& leftType, const Expr& right, const Type& rightType);

}  // namespace policy::cel
