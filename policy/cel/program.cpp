#include "policy/cel/evaluator.h"
#include "policy/cel/planner.h"

namespace policy::cel {

namespace {

class PlannedProgram final : public Program {
public:
    PlannedProgram(const Environment& environment, const CheckedAst* checked, const Expr& root) : m_environment(environment) {
        Planner planner(environment, checked);
        m_root = planner.plan(root);
        m_locals = planner.locals();
    }

    [[nodiscard]] Value evaluate(const Activation& activation) const override {
        Frame frame{activation, m_environment, std::vector<Value>(m_locals)};
        Value result = m_root->evaluate(frame);
        return frame.exhausted() ? frame.spent() : result;
    }

private:
    const Environment& m_environment;
    NodePtr m_root;
    std::size_t m_locals = 0;
};

}  // namespace

std::shared_ptr<const Program> Program::plan(CheckedAst checked, const Environment& environment) {
    return std::make_shared<PlannedProgram>(environment, &checked, *checked.ast->root);
}

std::shared_ptr<const Program> Program::planUnchecked(Ast ast, const Environment& environment) {
    return std::make_shared<PlannedProgram>(environment, nullptr, *ast.root);
}

}  // namespace policy::cel
