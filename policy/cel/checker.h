// The type checker: resolves names and overloads, infers types, and says what is wrong before anything runs. Pure; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/cel/ast.h"
#include "policy/cel/environment.h"

namespace policy::cel {

/// What a node refers to.
struct Reference {
    std::string name;                      // Identifier or Select that is a whole variable name: that name; else empty
    std::vector<std::uint32_t> overloads;  // Call: those whose types fit, in declaration order; more than one when arguments are dyn
    bool operator==(const Reference&) const = default;
};

struct CheckedAst {
    std::shared_ptr<const Ast> ast;
    Type result;
    std::vector<Type> types;            // by node id; types[0] unused
    std::vector<Reference> references;  // by node id
};

struct CheckOutcome {
    std::optional<CheckedAst> checked;  // set exactly when there are no problems
    std::vector<Problem> problems;
};

CheckOutcome check(Ast ast, const Environment& environment);

}  // namespace policy::cel
