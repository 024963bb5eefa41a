#include "policy/cel/expression.h"

#include "policy/cel/checker_wording.h"
#include "policy/cel/constant_text.h"
#include "policy/cel/parser.h"
#include "policy/cel/type_inference.h"

namespace policy::cel {

namespace {

base::Error refusal(const std::string& source, const std::vector<Problem>& problems) {
    return {base::ErrorCode::InvalidInput, renderProblems(source, problems)};
}

Problem wrongResult(const CheckedAst& checked, const Type& wanted) {
    Problem problem{
        checked.ast->root->position,
        "this expression gives " + withArticle(checked.result) + ", but " + withArticle(wanted) + " is wanted",
        {}};
    if (wanted.kind == TypeKind::Bool && checked.result.kind == TypeKind::String)
        problem.suggestion = "Compare it: " + sketch(*checked.ast->root) + " == \"...\".";
    return problem;
}

}  // namespace

base::Result<Expression> compile(std::string source, const Environment& environment, const Type& wanted) {
    ParseOutcome parsed = parse(source, environment.limits);
    if (!parsed.ast) return refusal(source, parsed.problems);
    CheckOutcome outcome = check(std::move(*parsed.ast), environment);
    if (!outcome.checked) return refusal(source, outcome.problems);
    if (const auto problems = checkConstantTexts(*outcome.checked, environment); !problems.empty())
        return refusal(source, problems);
    if (!TypeInference().assignable(wanted, outcome.checked->result))
        return refusal(source, {wrongResult(*outcome.checked, wanted)});
    auto checked = std::make_shared<const CheckedAst>(*outcome.checked);
    return Expression{std::move(source), std::move(checked), Program::plan(std::move(*outcome.checked), environment)};
}

}  // namespace policy::cel
