// The lexer: source to tokens (cel-spec, doc/langdef.md, "Syntax"). What is no CEL but says plainly what was meant
// ('=', '&', '<>') is reported and becomes the token that was meant, so that the parser can go on and find the next
// mistake.
#pragma once

#include <string_view>
#include <vector>

#include "policy/cel/ast.h"
#include "policy/cel/problem_list.h"

namespace policy::cel {

enum class TokenKind {
    End, Unknown,  // Unknown: already reported; stands for an operand
    Identifier, QuotedIdentifier, Int, Uint, Double, String, Bytes, True, False, Null, In,
    LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace,
    Dot, Comma, Colon, Question, Exclamation, Minus, Plus, Star, Slash, Percent,
    Less, LessEqual, Greater, GreaterEqual, EqualEqual, NotEqual, AndAnd, OrOr,
};

struct Token {
    TokenKind kind = TokenKind::End;
    Position position;
    std::string_view text;  // as written; a quoted identifier without its backticks
    // String, Bytes, Double, Uint; Int: the magnitude as uint64, because the sign is a token of its own.
    Constant constant;
};

/// `source` must be UTF-8 and outlive the tokens. Ends with a token of kind End.
std::vector<Token> tokenize(std::string_view source, ProblemList& problems);

}  // namespace policy::cel
