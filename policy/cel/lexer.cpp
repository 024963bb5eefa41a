#include "policy/cel/lexer.h"

#include <array>
#include <utility>

#include "policy/cel/lexer_symbols.h"
#include "policy/cel/literal.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool startsName(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool continuesName(char c) { return startsName(c) || isDigit(c); }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

class Lexer {
public:
    Lexer(std::string_view source, ProblemList& problems) : m_source(source), m_problems(problems) {}

    std::vector<Token> run() {
        m_tokens.reserve(m_source.size() / 3 + 2);
        while (m_at < m_source.size())
            next();
        push(TokenKind::End, m_at, 0);
        return std::move(m_tokens);
    }

private:
    [[nodiscard]] std::string_view rest() const { return m_source.substr(m_at); }
    [[nodiscard]] char peek(std::size_t ahead) const { return m_at + ahead < m_source.size() ? m_source[m_at + ahead] : '\0'; }
    static Position place(std::size_t offset, std::size_t length) { return {static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(length)}; }

    Token& push(TokenKind kind, std::size_t offset, std::size_t length) {
        return m_tokens.emplace_back(Token{kind, place(offset, length), m_source.substr(offset, length), {}});
    }

    void next() {
        const char c = peek(0);
        if (isBlank(c)) {
            ++m_at;
        } else if (rest().starts_with("//")) {
            m_at = std::min(m_source.find('\n', m_at), m_source.size());
        } else if (rest().starts_with("/*")) {
            m_problems.add(place(m_at, 2), "'/*' starts no comment", "Comments start with // and end with the line.");
            const std::size_t end = m_source.find("*/", m_at + 2);
            m_at = end == std::string_view::npos ? m_source.size() : end + 2;
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
            number();
        } else if (const std::size_t prefix = textPrefix(); prefix != std::string_view::npos) {
            text(prefix);
        } else if (startsName(c)) {
            name();
        } else if (c == '`') {
            quotedIdentifier();
        } else {
            symbol();
        }
    }

    // How many letters stand before a quote; npos: no string or bytes literal starts here.
    [[nodiscard]] std::size_t textPrefix() const {
        const auto quote = [](char c) { return c == '\'' || c == '"'; };
        const auto is = [](char c, char lower) { return (c | 0x20) == lower; };
        if (quote(peek(0)))
            return 0;
        if ((is(peek(0), 'r') || is(peek(0), 'b')) && quote(peek(1)))
            return 1;
        if (is(peek(0), 'b') && is(peek(1), 'r') && quote(peek(2)))
            return 2;
        return std::string_view::npos;
    }

    void text(std::size_t prefix) {
        const std::string_view letters = m_source.substr(m_at, prefix);
        const bool bytes = letters.find_first_of("bB") != std::string_view::npos;
        const bool raw = letters.find_first_of("rR") != std::string_view::npos;
        const std::size_t start = m_at;
        const std::size_t quoteAt = start + prefix;
        const char quote = m_source[quoteAt];
        const bool triple = m_source.substr(quoteAt).starts_with(std::string(3, quote));
        const std::size_t quoteLength = triple ? 3 : 1;
        const std::size_t bodyAt = quoteAt + quoteLength;
        const auto end = textEnd(bodyAt, quote, triple, raw);
        if (!end) {
            m_at = triple ? m_source.size() : std::min(m_source.find_first_of("\r\n", bodyAt), m_source.size());
            m_problems.add(place(start, prefix + quoteLength), bytes ? "these bytes are never closed" : "this string is never closed",
                           "Add " + std::string(quoteLength, quote) + " at its end.");
            push(TokenKind::Unknown, start, m_at - start);
            return;
        }
        m_at = *end + quoteLength;
        DecodedText decoded = decodeText(m_source.substr(bodyAt, *end - bodyAt), bytes, raw);
        if (!decoded.error.empty()) {
            m_problems.add(place(bodyAt + decoded.errorOffset, decoded.errorLength), std::move(decoded.error),
                           "For a plain backslash write \\\\, or put r before the opening quote.");
            push(TokenKind::Unknown, start, m_at - start);
            return;
        }
        Token& token = push(bytes ? TokenKind::Bytes : TokenKind::String, start, m_at - start);
        if (bytes)
            token.constant = Bytes{std::move(decoded.text)};
        else
            token.constant = std::move(decoded.text);
    }

    // Where the closing quote starts.
    [[nodiscard]] std::optional<std::size_t> textEnd(std::size_t i, char quote, bool triple, bool raw) const {
        for (; i < m_source.size(); ++i) {
            const char c = m_source[i];
            if (c == '\\' && !raw) {
                ++i;
            } else if (c == quote && (!triple || m_source.substr(i).starts_with(std::string(3, quote)))) {
                return i;
            } else if (!triple && (c == '\n' || c == '\r')) {
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    void name() {
        const std::size_t start = m_at;
        while (continuesName(peek(0)))
            ++m_at;
        static constexpr std::array<std::pair<std::string_view, TokenKind>, 4> kKeywords{
            {{"true", TokenKind::True}, {"false", TokenKind::False}, {"null", TokenKind::Null}, {"in", TokenKind::In}}};
        TokenKind kind = TokenKind::Identifier;
        if (constexpr std::size_t kLongest = 5; m_at - start <= kLongest)
            for (const auto& [word, keyword] : kKeywords)
                if (m_source.substr(start, m_at - start) == word)
                    kind = keyword;
        push(kind, start, m_at - start);
    }

    void quotedIdentifier() {
        const std::size_t start = m_at;
        const std::size_t end = m_source.find_first_of("`\r\n", start + 1);
        if (end == std::string_view::npos || m_source[end] != '`') {
            m_at = std::min(end, m_source.size());
            m_problems.add(place(start, 1), "this quoted name is never closed", "Add ` at its end.");
            push(TokenKind::Unknown, start, m_at - start);
            return;
        }
        m_at = end + 1;
        const std::string_view body = m_source.substr(start + 1, end - start - 1);
        const auto allowed = [](char c) { return continuesName(c) || c == '.' || c == '-' || c == '/' || c == ' '; };
        for (std::size_t i = 0; i < body.size(); ++i) {
            if (allowed(body[i]))
                continue;
            std::size_t length = 1;
            codePointAt(body, i, length);
            m_problems.add(place(start + 1 + i, length), "a quoted name has only ASCII letters, digits, '_', '.', '-', '/' and spaces",
                           "Read another key as m['...'].");
            push(TokenKind::Unknown, start, m_at - start);
            return;
        }
        if (body.empty())
            m_problems.add(place(start, 2), "a quoted name has at least one character");
        push(TokenKind::QuotedIdentifier, start, m_at - start).text = body;
    }

    void digits() {
        while (isDigit(peek(0)))
            ++m_at;
    }

    void number() {
        const std::size_t start = m_at;
        TokenKind kind = TokenKind::Int;
        if (peek(0) == '0' && (peek(1) | 0x20) == 'x') {
            m_at += 2;
            while (std::isxdigit(static_cast<unsigned char>(peek(0))) != 0)
                ++m_at;
            if (m_at == start + 2)
                return badNumber(start);
        } else {
            digits();
            if (peek(0) == '.' && isDigit(peek(1))) {
                kind = TokenKind::Double;
                ++m_at;
                digits();
            }
            const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            if ((peek(0) | 0x20) == 'e' && isDigit(peek(1 + sign))) {
                kind = TokenKind::Double;
                m_at += 1 + sign;
                digits();
            }
        }
        const std::size_t end = m_at;
        if (kind == TokenKind::Int && (peek(0) | 0x20) == 'u') {
            kind = TokenKind::Uint;
            ++m_at;
        }
        if (continuesName(peek(0)))
            return badNumber(start);
        numberValue(kind, start, m_source.substr(start, end - start));
    }

    void badNumber(std::size_t start) {
        while (continuesName(peek(0)))
            ++m_at;
        m_problems.add(place(start, m_at - start), "'" + std::string(m_source.substr(start, m_at - start)) + "' is no number");
        push(TokenKind::Unknown, start, m_at - start);
    }

    void numberValue(TokenKind kind, std::size_t start, std::string_view written) {
        const std::size_t length = m_at - start;
        if (kind == TokenKind::Double) {
            if (const auto value = decodeDouble(written)) {
                push(kind, start, length).constant = *value;
                return;
            }
            m_problems.add(place(start, length), "this number is too large for a double");
        } else if (const auto value = decodeInteger(written)) {
            push(kind, start, length).constant = *value;
            return;
        } else {
            m_problems.add(place(start, length), kind == TokenKind::Int ? "this number is too large for an int" : "this number is too large for a uint",
                           "Write a double, such as 1e20.");
        }
        push(TokenKind::Unknown, start, length);
    }

    void symbol() {
        const Symbol* symbol = symbolAt(rest());
        if (symbol == nullptr)
            return unknownCharacter();
        push(symbol->kind, m_at, symbol->text.size());
        m_at += symbol->text.size();
        if (!symbol->meant.empty())
            m_problems.add(m_tokens.back().position, "'" + std::string(symbol->text) + "' is no operator",
                           "Did you mean '" + std::string(symbol->meant) + "'?");
    }

    void unknownCharacter() {
        std::size_t length = 1;
        const char32_t c = codePointAt(m_source, m_at, length).value_or(U'\0');
        const bool printable = c >= 0x20 && c != 0x7F;
        m_problems.add(place(m_at, length), printable ? "'" + std::string(m_source.substr(m_at, length)) + "' has no meaning here"
                                                      : "a control character has no meaning here", insteadOf(c));
        push(TokenKind::Unknown, m_at, length);
        m_at += length;
    }

    std::string_view m_source;
    ProblemList& m_problems;
    std::size_t m_at = 0;
    std::vector<Token> m_tokens;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source, ProblemList& problems) { return Lexer(source, problems).run(); }

}  // namespace policy::cel
