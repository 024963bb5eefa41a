// Any text: it parses or it has problems with places inside of it; trees are low, their nodes distinct; and what is wrong can be shown.
#include <algorithm>
#include <string>
#include <vector>

#include "policy/cel/parser.h"
#include "tests/fuzz/fuzz_check.h"

using namespace policy::cel;

namespace {

class TreeCheck {
public:
    TreeCheck(const Ast& ast, const Limits& limits) : m_ast(ast), m_limits(limits), m_seen(ast.lastId + 1, false) {}

    void visit(const ExprPtr& node, std::uint32_t level) {
        if (!node)
            return;
        fuzz::demand(level <= m_limits.nesting, "the tree is as low as the limit says");
        fuzz::demand(node->id >= 1 && node->id <= m_ast.lastId && !m_seen[node->id], "ids are distinct and in range");
        m_seen[node->id] = true;
        fuzz::demand(node->position.offset + node->position.length <= m_ast.source.size(), "positions are inside of the source");
        visit(node->target, level + 1);
        for (const ExprPtr& argument : node->arguments)
            fuzz::demand(argument != nullptr, "arguments are there"), visit(argument, level + 1);
        if (const Comprehension* fold = node->comprehension.get())
            for (const ExprPtr* part : {&fold->range, &fold->initial, &fold->condition, &fold->step, &fold->result})
                fuzz::demand(*part != nullptr, "a fold is whole"), visit(*part, level + 1);
    }

private:
    const Ast& m_ast;
    const Limits& m_limits;
    std::vector<bool> m_seen;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string source(reinterpret_cast<const char*>(data), size);
    Limits limits;
    limits.nesting = 64;
    const ParseOutcome outcome = parse(source, limits);
    fuzz::demand(outcome.ast.has_value() == outcome.problems.empty(), "a tree or problems");
    for (const Problem& problem : outcome.problems)
        fuzz::demand(problem.position.offset + problem.position.length <= source.size(), "problems are inside of the source: " + problem.message);
    fuzz::demand(renderProblems(source, outcome.problems).empty() == outcome.problems.empty(), "problems can be shown");
    if (!outcome.ast)
        return 0;
    TreeCheck(*outcome.ast, limits).visit(outcome.ast->root, 1);
    fuzz::demand(!debugText(*outcome.ast).empty(), "a tree can be shown");
    return 0;
}
