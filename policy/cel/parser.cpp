#include "policy/cel/parser.h"

#include <algorithm>

#include "policy/cel/grammar.h"
#include "policy/cel/parse_with_macros.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

ParseOutcome refused(Position position, std::string message, std::string suggestion = {}) {
    return {std::nullopt, {Problem{position, std::move(message), std::move(suggestion)}}};
}

}  // namespace

ParseOutcome parseWithMacros(std::string source, const Limits& limits, MacroSet macros) {
    if (source.size() > limits.sourceBytes)
        return refused({}, "the expression has " + std::to_string(source.size()) + " bytes; " + std::to_string(limits.sourceBytes) + " are allowed",
                       "Split it into several rules.");
    if (const auto offset = firstInvalidUtf8(source))
        return refused({static_cast<std::uint32_t>(*offset), 1}, "the expression is not UTF-8 here", "Save it as UTF-8.");

    ProblemList problems;
    NodeFactory make(limits.nesting);
    ParseOutcome outcome;
    Ast ast;
    {
        Grammar grammar(source, tokenize(source, problems), macros, limits.nesting, make, problems);
        ast.root = grammar.whole();
    }
    outcome.problems = std::move(problems).take();
    std::stable_sort(outcome.problems.begin(), outcome.problems.end(),
                     [](const Problem& a, const Problem& b) { return a.position.offset < b.position.offset; });
    if (!outcome.problems.empty())
        return outcome;
    ast.source = std::move(source);
    ast.lastId = make.lastId();
    outcome.ast = std::move(ast);
    return outcome;
}

ParseOutcome parse(std::string source, const Limits& limits) { return parseWithMacros(std::move(source), limits, MacroSet::All); }

}  // namespace policy::cel
