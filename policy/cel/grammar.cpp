#include "policy/cel/grammar.h"

#include <algorithm>

namespace policy::cel {

namespace {

std::string_view closerText(TokenKind closer) {
    switch (closer) {
    case TokenKind::RightParen: return ")";
    case TokenKind::RightBracket: return "]";
    default: return "}";
    }
}

int nestingChange(TokenKind kind) {
    switch (kind) {
    case TokenKind::LeftParen: case TokenKind::LeftBracket: case TokenKind::LeftBrace: return 1;
    case TokenKind::RightParen: case TokenKind::RightBracket: case TokenKind::RightBrace: return -1;
    default: return 0;
    }
}

}  // namespace

ExprPtr Grammar::whole() {
    if (at(TokenKind::End)) {
        fail(now().position, "the expression is empty", "Write a condition, for example true.");
        return nothing();
    }
    ExprPtr root = expression();
    if (at(TokenKind::End) || m_lost)
        return root;
    if (nestingChange(now().kind) < 0 && m_problems.count() == 0)
        fail(now().position, written(now()) + " closes nothing", "Remove it, or open it before.");
    else if (nestingChange(now().kind) >= 0)
        missingOperator();
    return root;
}

Token Grammar::take() {
    Token token = std::move(m_tokens[m_at]);
    m_tokens[m_at].kind = token.kind;
    if (token.kind != TokenKind::End)
        ++m_at;
    return token;
}

Token Grammar::open() {
    m_open.push_back(now().position);
    return take();
}

bool Grammar::takeIf(TokenKind kind) {
    if (!at(kind))
        return false;
    take();
    return true;
}

void Grammar::fail(Position position, std::string message, std::string suggestion) {
    const bool reported = at(TokenKind::Unknown) || (m_at > 0 && m_tokens[m_at - 1].kind == TokenKind::Unknown);
    if (!m_lost && !m_ended && !reported)
        m_problems.add(position, std::move(message), std::move(suggestion));
    m_lost = true;
}

std::string Grammar::written(const Token& token) const {
    if (token.kind == TokenKind::End)
        return "the end";
    constexpr std::size_t kMost = 24;
    const std::string_view text = m_source.substr(token.position.offset, token.position.length);
    if (text.size() <= kMost && text.find('\n') == std::string_view::npos)
        return "'" + std::string(text) + "'";
    return token.kind == TokenKind::String || token.kind == TokenKind::Bytes ? "this text" : "this";
}

void Grammar::unexpected() {
    if (at(TokenKind::End) && !m_open.empty()) {
        neverClosed(m_open.back());
    } else if (at(TokenKind::End)) {
        fail(now().position, "a value is missing at the end");
    } else if (at(TokenKind::QuotedIdentifier)) {
        fail(now().position, "a name in backticks is only good for a field", "Write value.`" + std::string(now().text) + "`.");
    } else {
        fail(now().position, "a value is missing before " + written(now()));
    }
}

void Grammar::neverClosed(Position opener) {
    const char bracket = m_source[opener.offset];
    fail(opener, std::string("'") + bracket + "' is never closed", std::string("Add '") + (bracket == '(' ? ')' : bracket == '[' ? ']' : '}') + "'.");
}

void Grammar::expect(TokenKind closer) {
    const Position opener = m_open.back();
    m_open.pop_back();
    if (m_lost || takeIf(closer))
        return;
    if (at(TokenKind::End) || nestingChange(now().kind) < 0)
        return neverClosed(opener);
    fail(now().position, "',' or '" + std::string(closerText(closer)) + "' is missing before " + written(now()));
}

bool Grammar::enter() {
    if (++m_depth <= m_nesting)
        return true;
    giveUp();
    return false;
}

bool Grammar::tooHigh() {
    if (m_make.tooHigh())
        giveUp();
    return m_ended;
}

void Grammar::giveUp() {
    m_lost = false;
    fail(now().position, "the expression nests deeper than " + std::to_string(m_nesting) + " levels", "Split it into several rules.");
    m_ended = true;
    m_at = m_tokens.size() - 1;
}

void Grammar::recover(TokenKind closer) {
    int depth = 0;
    for (std::size_t i = m_at; i + 1 < m_tokens.size(); ++i) {
        const int change = nestingChange(m_tokens[i].kind);
        if (depth == 0 && (change < 0 || m_tokens[i].kind == TokenKind::Comma)) {
            m_at = i;
            m_lost = m_tokens[i].kind != TokenKind::Comma && m_tokens[i].kind != closer;
            return;
        }
        depth += change;
    }
}

}  // namespace policy::cel
