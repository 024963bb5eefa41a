// Fields, indices, calls, and what expressions start with.
#include <algorithm>
#include <array>

#include "policy/cel/grammar.h"

namespace policy::cel {

namespace {

constexpr std::array<std::string_view, 18> kReserved{"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
                                                     "package", "namespace", "return", "var", "void", "while", "in"};

bool isReserved(std::string_view name) { return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end(); }

Position spanning(Position first, Position last) { return {first.offset, last.offset + last.length - first.offset}; }

}  // namespace

ExprPtr Grammar::member() {
    ExprPtr node = primary();
    while (!m_lost && (at(TokenKind::Dot) || at(TokenKind::LeftBracket))) {
        node = at(TokenKind::Dot) ? field(std::move(node)) : index(std::move(node));
        tooHigh();
    }
    return node;
}

// Any name that is allowed behind '.' or in front of a structure's ':'.
std::string Grammar::fieldName() {
    switch (now().kind) {
    case TokenKind::Identifier: case TokenKind::QuotedIdentifier:
        return std::string(take().text);
    case TokenKind::True: case TokenKind::False: case TokenKind::Null: case TokenKind::In:
        fail(now().position, written(now()) + " is a word of the language and no field name", "Write `" + std::string(now().text) + "` in backticks.");
        return {};
    default:
        fail(now().position, "a field name is missing before " + written(now()));
        return {};
    }
}

ExprPtr Grammar::field(ExprPtr target) {
    const Token dot = take();
    const bool optional = takeIf(TokenKind::Question);
    const Token name = now();
    std::string text = fieldName();
    if (m_lost)
        return target;
    if (optional) {
        ExprPtr field = m_make.constant(name.position, std::move(text));
        return m_make.call(spanning(dot.position, name.position), "_?._", nodes(std::move(target), std::move(field)));
    }
    if (name.kind == TokenKind::Identifier && at(TokenKind::LeftParen))
        return call({name, std::move(text), std::move(target)});
    return m_make.select(name.position, std::move(target), std::move(text), false);
}

ExprPtr Grammar::index(ExprPtr target) {
    const Token bracket = open();
    const char* function = takeIf(TokenKind::Question) ? "_[?_]" : "_[_]";
    ExprPtr key = expression();
    if (m_lost)
        recover(TokenKind::RightBracket);
    const Position end = now().position;
    expect(TokenKind::RightBracket);
    if (m_lost)
        return target;
    return m_make.call(spanning(bracket.position, end), function, nodes(std::move(target), std::move(key)));
}

bool Grammar::startsOperand(std::size_t at) const {
    switch (m_tokens[std::min(at, m_tokens.size() - 1)].kind) {
    case TokenKind::Unknown: case TokenKind::Identifier: case TokenKind::QuotedIdentifier: case TokenKind::Int: case TokenKind::Uint:
    case TokenKind::Double: case TokenKind::String: case TokenKind::Bytes: case TokenKind::True: case TokenKind::False: case TokenKind::Null:
    case TokenKind::LeftParen: case TokenKind::LeftBracket: case TokenKind::LeftBrace: case TokenKind::Exclamation: case TokenKind::Dot:
        return true;
    default:
        return false;
    }
}

ExprPtr Grammar::primary() {
    switch (now().kind) {
    case TokenKind::Identifier: case TokenKind::Dot: return named();
    case TokenKind::LeftParen: return grouped();
    case TokenKind::LeftBracket: return list();
    case TokenKind::LeftBrace: return map();
    case TokenKind::Unknown:
        take();
        return nothing();
    default: return literal();
    }
}

bool Grammar::startsStructure(std::size_t at) const {
    const auto kind = [&](std::size_t i) { return m_tokens[std::min(i, m_tokens.size() - 1)].kind; };
    while (kind(at) == TokenKind::Identifier && kind(at + 1) == TokenKind::Dot)
        at += 2;
    return kind(at) == TokenKind::Identifier && kind(at + 1) == TokenKind::LeftBrace;
}

ExprPtr Grammar::named() {
    const Position start = now().position;
    std::string name = takeIf(TokenKind::Dot) ? "." : "";
    if (!at(TokenKind::Identifier)) {
        fieldName();
        fail(now().position, "a name is missing behind '.'");
        return nothing();
    }
    if (startsStructure(m_at)) {
        Token last = take();
        for (name += last.text; takeIf(TokenKind::Dot); name.append(".").append(last.text))
            last = take();
        return structure(std::move(name), spanning(start, last.position));
    }
    const Token word = take();
    if (isReserved(word.text)) {
        m_problems.add(word.position, "'" + std::string(word.text) + "' is reserved and names nothing", "Choose another name.");
        return nothing();
    }
    name += word.text;
    if (at(TokenKind::LeftParen))
        return call({word, std::move(name), nullptr});
    return m_make.identifier(spanning(start, word.position), std::move(name));
}

ExprPtr Grammar::call(Call call) {
    const std::size_t problems = m_problems.count();
    open();
    std::vector<ExprPtr> arguments;
    sequence(TokenKind::RightParen, false, [&] { arguments.push_back(expression()); });
    if (m_lost || m_problems.count() != problems)
        return nothing();
    if (const MacroExpansion expand = findMacro(call.function, call.target.get(), arguments, m_macros)) {
        MacroCall macro{call.name.position, call.name.text, std::move(call.target), std::move(arguments), m_make, m_problems};
        ExprPtr node = expand(macro);
        tooHigh();
        return node;
    }
    ExprPtr node = m_make.memberCall(call.name.position, std::move(call.function), std::move(call.target), std::move(arguments));
    tooHigh();
    return node;
}

ExprPtr Grammar::grouped() {
    open();
    ExprPtr node = expression();
    if (m_lost)
        recover(TokenKind::RightParen);
    expect(TokenKind::RightParen);
    return node;
}

ExprPtr Grammar::list() {
    const Token bracket = open();
    std::vector<ExprPtr> elements;
    std::vector<bool> optionals;
    sequence(TokenKind::RightBracket, true, [&] {
        optionals.push_back(takeIf(TokenKind::Question));
        elements.push_back(expression());
    });
    ExprPtr node = m_make.list(bracket.position, std::move(elements), std::move(optionals));
    tooHigh();
    return node;
}

ExprPtr Grammar::map() {
    const Token brace = open();
    std::vector<ExprPtr> entries;
    std::vector<bool> optionals;
    sequence(TokenKind::RightBrace, true, [&] {
        const bool optional = takeIf(TokenKind::Question);
        ExprPtr key = expression();
        if (!m_lost && !takeIf(TokenKind::Colon))
            fail(now().position, "':' is missing behind the key of a map", "Write {key: value}; a list is [value].");
        if (m_lost)
            return;
        optionals.push_back(optional);
        entries.push_back(std::move(key));
        entries.push_back(expression());
    });
    ExprPtr node = m_make.map(brace.position, std::move(entries), std::move(optionals));
    tooHigh();
    return node;
}

ExprPtr Grammar::structure(std::string name, Position position) {
    open();
    std::vector<std::string> fields;
    std::vector<ExprPtr> values;
    std::vector<bool> optionals;
    sequence(TokenKind::RightBrace, true, [&] {
        const bool optional = takeIf(TokenKind::Question);
        std::string field = fieldName();
        if (!m_lost && !takeIf(TokenKind::Colon))
            fail(now().position, "':' is missing behind a field's name");
        if (m_lost)
            return;
        optionals.push_back(optional);
        fields.push_back(std::move(field));
        values.push_back(expression());
    });
    ExprPtr node = m_make.structure(position, std::move(name), std::move(fields), std::move(values), std::move(optionals));
    tooHigh();
    return node;
}

ExprPtr Grammar::literal() {
    const Position position = now().position;
    switch (now().kind) {
    case TokenKind::True: take(); return m_make.constant(position, true);
    case TokenKind::False: take(); return m_make.constant(position, false);
    case TokenKind::Null: take(); return m_make.constant(position, std::monostate{});
    case TokenKind::Uint: case TokenKind::Double: case TokenKind::String: case TokenKind::Bytes: {
        Token token = take();
        return m_make.constant(position, std::move(token.constant));
    }
    case TokenKind::Int: return integer(false, position);
    case TokenKind::Minus:
        if (ahead(1).kind == TokenKind::Int) {
            take();
            return integer(true, position);
        }
        if (ahead(1).kind == TokenKind::Double) {
            take();
            const Token token = take();
            return m_make.constant(spanning(position, token.position), -std::get<double>(token.constant));
        }
        [[fallthrough]];
    default:
        unexpected();
        return nothing();
    }
}

ExprPtr Grammar::integer(bool negative, Position position) {
    const Token token = take();
    const std::uint64_t magnitude = std::get<std::uint64_t>(token.constant);
    constexpr std::uint64_t kLargest = std::uint64_t{1} << 63;
    const Position place = spanning(position, token.position);
    if (magnitude > kLargest || (magnitude == kLargest && !negative)) {
        m_problems.add(place, "this number does not fit an int", negative ? "" : "For an unsigned number, write " + std::string(token.text) + "u.");
        return nothing();
    }
    return m_make.constant(place, static_cast<std::int64_t>(negative ? ~magnitude + 1 : magnitude));
}

}  // namespace policy::cel
