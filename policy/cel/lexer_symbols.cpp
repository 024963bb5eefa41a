#include "policy/cel/lexer_symbols.h"

#include <array>

namespace policy::cel {

namespace {

// Longer ones first.
constexpr std::array kSymbols{
    Symbol{"===", TokenKind::EqualEqual, "=="}, Symbol{"!==", TokenKind::NotEqual, "!="},
    Symbol{"==", TokenKind::EqualEqual, ""}, Symbol{"!=", TokenKind::NotEqual, ""},
    Symbol{"<=", TokenKind::LessEqual, ""}, Symbol{">=", TokenKind::GreaterEqual, ""},
    Symbol{"=<", TokenKind::LessEqual, "<="}, Symbol{"=>", TokenKind::GreaterEqual, ">="},
    Symbol{"=~", TokenKind::EqualEqual, "matches()"}, Symbol{"<>", TokenKind::NotEqual, "!="},
    Symbol{"&&", TokenKind::AndAnd, ""}, Symbol{"||", TokenKind::OrOr, ""},
    Symbol{"&", TokenKind::AndAnd, "&&"}, Symbol{"|", TokenKind::OrOr, "||"}, Symbol{"=", TokenKind::EqualEqual, "=="},
    Symbol{"<", TokenKind::Less, ""}, Symbol{">", TokenKind::Greater, ""}, Symbol{"!", TokenKind::Exclamation, ""},
    Symbol{"(", TokenKind::LeftParen, ""}, Symbol{")", TokenKind::RightParen, ""},
    Symbol{"[", TokenKind::LeftBracket, ""}, Symbol{"]", TokenKind::RightBracket, ""},
    Symbol{"{", TokenKind::LeftBrace, ""}, Symbol{"}", TokenKind::RightBrace, ""},
    Symbol{".", TokenKind::Dot, ""}, Symbol{",", TokenKind::Comma, ""}, Symbol{":", TokenKind::Colon, ""},
    Symbol{"?", TokenKind::Question, ""}, Symbol{"-", TokenKind::Minus, ""}, Symbol{"+", TokenKind::Plus, ""},
    Symbol{"*", TokenKind::Star, ""}, Symbol{"/", TokenKind::Slash, ""}, Symbol{"%", TokenKind::Percent, ""},
};

}  // namespace

const Symbol* symbolAt(std::string_view rest) {
    for (const Symbol& symbol : kSymbols)
        if (!rest.empty() && symbol.text[0] == rest[0] && rest.starts_with(symbol.text))
            return &symbol;
    return nullptr;
}

std::string insteadOf(char32_t character) {
    switch (character) {
    case U'\u2018': case U'\u2019': case U'\u201C': case U'\u201D': return "Quote strings with ' or \".";
    case U'\u00A0': return "Write an ordinary space.";
    case U'#': return "Comments start with //.";
    case U';': return "An expression is one value; leave ';' out.";
    default: return character >= 0x80 ? "Names have ASCII letters, digits and '_' only; quote text." : "";
    }
}

}  // namespace policy::cel
