// The parser: text to syntax tree, by recursive descent bounded by Limits::nesting. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/cel/ast.h"

namespace policy::cel {

struct ParseOutcome {
    std::optional<Ast> ast;  // set exactly when there are no problems
    std::vector<Problem> problems;
};

/// `source` is UTF-8. Reports several problems where it can go on after one. All macros of docs/policy-language.md are
/// known: has, all, exists, exists_one/existsOne, map, filter, the two-variable forms with
/// transformList/transformMap/transformMapEntry, cel.bind, cel.block with cel.index/cel.iterVar/cel.accuVar
/// (conformance only), optMap, optFlatMap, math.greatest, math.least.
ParseOutcome parse(std::string source, const Limits& limits);

/// The tree in cel-go's debug notation, for tests: `_+_(1^#*expr.Constant_Int64Value#, ...)`; `types`, when given, by
/// id.
std::string debugText(const Ast& ast);

}  // namespace policy::cel
