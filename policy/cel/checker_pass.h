// One run of the type checker over one tree. Only checker*.cpp includes this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/checker.h"
#include "policy/cel/type_inference.h"

namespace policy::cel {

/// Something that a name was found to stand for.
struct NamedThing {
    ReferenceKind kind = ReferenceKind::None;
    std::string name;
    Type type;
};

/// A call that no overload takes.
struct CallShape {
    Position position;
    const std::vector<const Expr*>& arguments;
    std::vector<Type> types;  // of the arguments
};

class CheckerPass {
public:
    CheckerPass(const Ast& ast, const Environment& environment);

    /// Types and references of all nodes, by id; of use when problems() is empty.
    void run();
    [[nodiscard]] std::vector<Problem>& problems() { return m_problems; }
    [[nodiscard]] std::vector<Type>& types() { return m_types; }
    [[nodiscard]] std::vector<Reference>& references() { return m_references; }

private:
    struct LocalVariable {
        std::string name;
        Type type;
    };

    // checker.cpp, checker_calls.cpp, checker_containers.cpp: what each kind of node is.
    void visit(const Expr& node);
    void visitKind(const Expr& node);
    void visitIdentifier(const Expr& node);
    void visitSelect(const Expr& node);
    void visitCall(const Expr& node);
    void visitOptionalSelect(const Expr& node);
    void visitList(const Expr& node);
    void visitMap(const Expr& node);
    void visitComprehension(const Expr& node);
    void visitStruct(const Expr& node);
    Type fieldType(const Expr& node, const Expr& operand, const std::string& field, bool optional);
    Type elementType(const Expr& element, bool optional);
    std::optional<std::pair<Type, Type>> rangeTypes(const Type& range, bool two);
    void overloads(const Expr& node, const std::string& function, std::vector<const Expr*> arguments, bool member);
    Type& typeOf(const Expr& node) { return m_types[node.id]; }
    void setType(const Expr& node, Type type);
    void refer(const Expr& node, NamedThing thing);

    // checker_names.cpp: what names stand for.
    std::optional<NamedThing> findName(std::string_view name) const;
    std::optional<NamedThing> findIn(const std::string& name) const;
    const LocalVariable* findLocal(std::string_view name) const;
    std::string findFunction(std::string_view name, bool member) const;
    /// "a.b.c" of selections of an identifier that is no local variable; empty for anything else.
    std::string qualifiedName(const Expr& node) const;

    // checker_problems.cpp, checker_overload_problems.cpp: what is said when something is wrong. The node's type
    // becomes Error.
    void report(Problem problem);
    void report(Position position, std::string message, std::string suggestion = {});
    void reportNoName(const Expr& node);
    void reportNoField(const Expr& node, const Expr& operand, const std::string& field);
    /// True when `function` is a macro, which did not get what a macro needs: then its arguments are not worth looking
    /// at.
    bool reportMisusedMacro(const Expr& node, const std::string& function);
    void reportNoFunction(const Expr& node, const std::string& function);
    void reportNoOverload(const Expr& node, const std::string& function, const std::vector<const Expr*>& arguments,
                          bool member);
    bool reportLogic(const std::string& symbol, const CallShape& call);
    bool reportMacroCondition(const std::string& function, const std::vector<const Expr*>& arguments);
    void reportNotBoolean(const Expr& node, const std::string& what);
    bool isNullOfField(const Expr& a, const Expr& b);

    const Ast& m_ast;
    const Environment& m_environment;
    TypeInference m_inference;
    std::vector<Type> m_types;
    std::vector<Reference> m_references;
    std::vector<Problem> m_problems;
    std::vector<LocalVariable> m_locals;
    std::vector<std::pair<const Expr*, std::string>> m_chain;  // the selections that are being visited, outermost first
    std::uint32_t m_depth = 0;
    bool m_tooDeep = false;
};

}  // namespace policy::cel
