// The grammar of CEL by recursive descent (cel-spec, doc/langdef.md, "Syntax"). After a mistake it goes on behind the
// next comma or closing bracket, so that one mistake hides no other and echoes are few. Private to the parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/cel/lexer.h"
#include "policy/cel/macro.h"
#include "policy/cel/node_factory.h"

namespace policy::cel {

class Grammar {
public:
    Grammar(std::string_view source, std::vector<Token> tokens, MacroSet macros, std::uint32_t nesting,
            NodeFactory& make, ProblemList& problems)
        : m_source(source),
          m_tokens(std::move(tokens)),
          m_macros(macros),
          m_nesting(nesting),
          m_make(make),
          m_problems(problems) {}

    /// The whole source. Always a node; good only when no problem was added.
    ExprPtr whole();

private:
    struct Call {
        Token name;
        std::string function;
        ExprPtr target;
    };

    // grammar_operators.cpp
    ExprPtr expression();
    ExprPtr conditional();
    ExprPtr chain(TokenKind kind);  // of && or ||
    ExprPtr chainOperand(TokenKind kind);
    ExprPtr balanced(const char* function, std::vector<ExprPtr>& terms, const std::vector<Position>& operators,
                     std::size_t low, std::size_t high);
    ExprPtr binary(int lowestLevel);
    ExprPtr unary();
    bool joinsByWord(TokenKind kind);
    bool negatedIn();
    void missingOperator();

    // grammar_operands.cpp
    ExprPtr member();
    ExprPtr field(ExprPtr target);
    ExprPtr index(ExprPtr target);
    ExprPtr primary();
    ExprPtr named();
    ExprPtr grouped();
    ExprPtr list();
    ExprPtr map();
    ExprPtr structure(std::string name, Position position);
    ExprPtr literal();
    ExprPtr integer(bool negative, Position position);
    ExprPtr call(Call call);
    std::string fieldName();
    [[nodiscard]] bool startsStructure(std::size_t at) const;
    [[nodiscard]] bool startsOperand(std::size_t at) const;

    // grammar.cpp
    [[nodiscard]] const Token& now() const { return m_tokens[m_at]; }
    [[nodiscard]] const Token& ahead(std::size_t by) const {
        return m_tokens[std::min(m_at + by, m_tokens.size() - 1)];
    }
    [[nodiscard]] bool at(TokenKind kind) const { return now().kind == kind; }
    Token take();
    /// take() for an opening bracket; expect() for its closing one must follow.
    Token open();
    bool takeIf(TokenKind kind);
    /// Says nothing beside a token that was reported already.
    void fail(Position position, std::string message, std::string suggestion = {});
    void unexpected();
    void neverClosed(Position opener);
    void expect(TokenKind closer);
    [[nodiscard]] std::string written(const Token& token) const;
    /// False, and everything ends, when the source nests too deeply.
    bool enter();
    void leave() { --m_depth; }
    bool tooHigh();
    void giveUp();
    ExprPtr nothing() { return m_make.constant(now().position, std::monostate{}); }
    void recover(TokenKind closer);
    /// element() for each element up to `closer`, which is taken.
    template <typename Element>
    void sequence(TokenKind closer, bool mayTrail, Element element);

    std::string_view m_source;
    std::vector<Token> m_tokens;
    MacroSet m_macros;
    std::uint32_t m_nesting;
    NodeFactory& m_make;
    ProblemList& m_problems;
    std::size_t m_at = 0;
    std::uint32_t m_depth = 0;
    std::vector<Position> m_open;  // brackets that are not closed yet
    bool m_lost = false;   // in a mistake; reports nothing until recover() finds its way
    bool m_ended = false;  // gave up
};

template <typename Element>
void Grammar::sequence(TokenKind closer, bool mayTrail, Element element) {
    while (!m_ended && !at(closer)) {
        element();
        if (m_lost)
            recover(closer);
        if (m_lost || !at(TokenKind::Comma))
            break;
        const Token comma = take();
        if (at(closer) && !mayTrail)
            fail(comma.position, "an argument is missing behind ','");
    }
    expect(closer);
}

}  // namespace policy::cel
