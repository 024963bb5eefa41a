// The type checker: resolves names and overloads, infers types, and says what is wrong before anything runs. Pure; any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/cel/ast.h"
#include "policy/cel/environment.h"

namespace policy::cel {

enum class ReferenceKind {
    None,      // a node that names nothing: a constant, a list, the selection of a field
    Variable,  // of the environment: Identifier, or a Select that is a whole qualified name; what is below it has no
               // types and is not evaluated
    Local,     // of a comprehension or cel.bind, the innermost of that name
    TypeName,  // Identifier or Select that is the name of a type; its value is the parameter of the node's type,
               // type(T)
    Function,  // Call; all of its overloads are members or none is. None is although the call has a target: the target
               // belongs to the name (math.abs)
};

/// What a node refers to. `_?._` and Comprehension refer to nothing: the evaluator knows them.
struct Reference {
    ReferenceKind kind = ReferenceKind::None;
    std::string name;  // Variable: its full name, without a leading dot, as Activation::find wants it; Local, TypeName:
                       // the name
    std::vector<std::uint32_t>
        overloads;  // Function: those whose types fit, in declaration order; more than one when arguments are dyn
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

/// `environment.functions` must be set. Reports at most twenty problems, in the order of the source.
CheckOutcome check(Ast ast, const Environment& environment);

/// The tree with types and references in cel-go's debug notation, for tests: `_+_(1~int, x~int^x)~int^add_int64`;
/// overloads by name.
std::string debugText(const CheckedAst& checked, const FunctionTable& functions);

}  // namespace policy::cel
