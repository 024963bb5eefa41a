// The syntax tree of a CEL expression (cel-spec, doc/langdef.md, "Syntax"). Macros are expanded by the parser, so that
// only the kinds here reach checker and evaluator. Operators are calls of the specification's function names: "_+_",
// "_&&_", "!_", "-_", "_?_:_", "_[_]", "@in", "_?._", "_[?_]". Ids are unique in one tree and count from 1 without
// large gaps: tables by id are vectors.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "policy/cel/source.h"

namespace policy::cel {

enum class ExprKind {
    Constant,    // constant
    Identifier,  // name; a leading '.' is kept
    Select,      // target . name; testOnly: has(target.name)
    Call,        // name(arguments), or target.name(arguments) when target is set
    List,        // arguments; optionals[i]: element was written ?e
    Map,         // arguments: key, value, key, value ...; optionals[i] for the i-th pair
    Struct,  // name{fields}: arguments are the values, fieldNames their names; parsed, never accepted by the checker
    Comprehension,  // comprehension
};

struct Bytes {
    std::string octets;
    bool operator==(const Bytes&) const = default;
};

/// null, bool, int, uint, double, string, bytes.
using Constant = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Bytes>;

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// The fold that all/exists/exists_one/map/filter become (cel-spec: Comprehension). `secondVariable` is empty but in
/// the two-variable forms.
struct Comprehension {
    std::string variable, secondVariable;
    std::string accumulator;  // "@result" as in the reference implementation
    ExprPtr range, initial, condition, step, result;
};

struct Expr {
    std::uint32_t id = 0;
    ExprKind kind = ExprKind::Constant;
    Position position;
    Constant constant;
    std::string name;
    ExprPtr target;
    std::vector<ExprPtr> arguments;
    std::vector<bool> optionals;
    std::vector<std::string> fieldNames;
    bool testOnly = false;
    std::unique_ptr<Comprehension> comprehension;
};

/// A parsed expression. Owns its source, which positions point into.
struct Ast {
    std::string source;
    ExprPtr root;
    std::uint32_t lastId = 0;
};

}  // namespace policy::cel
