// From the conditional operator down to the unary ones.
#include <algorithm>
#include <array>

#include "policy/cel/grammar.h"

namespace policy::cel {

namespace {

struct BinaryOperator {
    TokenKind kind;
    int level;  // higher binds tighter
    const char* function;
};

constexpr int kRelation = 1, kAddition = 2, kMultiplication = 3;

constexpr std::array kBinaryOperators{
    BinaryOperator{TokenKind::Less, kRelation, "_<_"}, BinaryOperator{TokenKind::LessEqual, kRelation, "_<=_"},
    BinaryOperator{TokenKind::Greater, kRelation, "_>_"}, BinaryOperator{TokenKind::GreaterEqual, kRelation, "_>=_"},
    BinaryOperator{TokenKind::EqualEqual, kRelation, "_==_"}, BinaryOperator{TokenKind::NotEqual, kRelation, "_!=_"},
    BinaryOperator{TokenKind::In, kRelation, "@in"}, BinaryOperator{TokenKind::Plus, kAddition, "_+_"},
    BinaryOperator{TokenKind::Minus, kAddition, "_-_"}, BinaryOperator{TokenKind::Star, kMultiplication, "_*_"},
    BinaryOperator{TokenKind::Slash, kMultiplication, "_/_"}, BinaryOperator{TokenKind::Percent, kMultiplication, "_%_"},
};

const BinaryOperator* binaryOperator(TokenKind kind) {
    const auto found = std::find_if(kBinaryOperators.begin(), kBinaryOperators.end(), [&](const BinaryOperator& o) { return o.kind == kind; });
    return found == kBinaryOperators.end() ? nullptr : &*found;
}

}  // namespace

ExprPtr Grammar::expression() {
    if (!enter()) {
        leave();
        return nothing();
    }
    ExprPtr node = conditional();
    leave();
    return node;
}

ExprPtr Grammar::conditional() {
    ExprPtr condition = chain(TokenKind::OrOr);
    if (m_lost || !at(TokenKind::Question))
        return condition;
    const Token question = take();
    ExprPtr chosen = chain(TokenKind::OrOr);
    if (m_lost)
        return chosen;
    if (at(TokenKind::Question)) {
        fail(now().position, "a second '?' before the ':' of the first", "Put the inner condition in parentheses.");
    } else if (!takeIf(TokenKind::Colon)) {
        fail(question.position, "this '?' has no ':'", "Write condition ? value : other.");
    }
    if (m_lost)
        return chosen;
    ExprPtr other = expression();
    if (tooHigh())
        return other;
    ExprPtr node = m_make.call(question.position, "_?_:_", nodes(std::move(condition), std::move(chosen), std::move(other)));
    tooHigh();
    return node;
}

bool Grammar::joinsByWord(TokenKind kind) {
    if (!at(TokenKind::Identifier) || m_lost)
        return false;
    const std::string_view word = now().text;
    const bool joins = kind == TokenKind::OrOr ? word == "or" || word == "OR" : word == "and" || word == "AND";
    if (joins)
        m_problems.add(now().position, written(now()) + " is no operator", kind == TokenKind::OrOr ? "Did you mean '||'?" : "Did you mean '&&'?");
    return joins;
}

ExprPtr Grammar::chainOperand(TokenKind kind) { return kind == TokenKind::OrOr ? chain(TokenKind::AndAnd) : binary(kRelation); }

ExprPtr Grammar::chain(TokenKind kind) {
    ExprPtr first = chainOperand(kind);
    std::vector<ExprPtr> terms;
    std::vector<Position> operators;
    while (!m_lost && (at(kind) || joinsByWord(kind))) {
        if (terms.empty())
            terms.push_back(std::move(first));
        operators.push_back(take().position);
        terms.push_back(chainOperand(kind));
    }
    if (terms.empty())
        return first;
    if (m_lost || tooHigh())
        return std::move(terms.front());
    ExprPtr node = balanced(kind == TokenKind::OrOr ? "_||_" : "_&&_", terms, operators, 0, operators.size() - 1);
    tooHigh();
    return node;
}

// A chain becomes a tree of logarithmic height, with the operator in the middle at its top.
ExprPtr Grammar::balanced(const char* function, std::vector<ExprPtr>& terms, const std::vector<Position>& operators, std::size_t low, std::size_t high) {
    const std::size_t middle = (low + high + 1) / 2;
    ExprPtr left = middle == low ? std::move(terms[middle]) : balanced(function, terms, operators, low, middle - 1);
    ExprPtr right = middle == high ? std::move(terms[middle + 1]) : balanced(function, terms, operators, middle + 1, high);
    return m_make.call(operators[middle], function, nodes(std::move(left), std::move(right)));
}

bool Grammar::negatedIn() {
    if (!at(TokenKind::Identifier) || now().text != "not" || ahead(1).kind != TokenKind::In)
        return false;
    m_problems.add(now().position, "'not in' is no operator", "Write !(x in list).");
    take();
    return true;
}

ExprPtr Grammar::binary(int lowestLevel) {
    ExprPtr left = unary();
    while (!m_lost) {
        negatedIn();
        const BinaryOperator* op = binaryOperator(now().kind);
        if (op == nullptr || op->level < lowestLevel)
            break;
        const Position position = take().position;
        ExprPtr right = op->level == kMultiplication ? unary() : binary(op->level + 1);
        if (m_lost)
            break;
        left = m_make.call(position, op->function, nodes(std::move(left), std::move(right)));
        tooHigh();
    }
    return left;
}

ExprPtr Grammar::unary() {
    if (at(TokenKind::Identifier) && (now().text == "not" || now().text == "NOT") && startsOperand(m_at + 1) && ahead(1).kind != TokenKind::LeftParen) {
        m_problems.add(now().position, written(now()) + " is no operator", "Did you mean '!'?");
        take();
        return unary();
    }
    const TokenKind sign = now().kind;
    const bool literal = ahead(1).kind == TokenKind::Int || ahead(1).kind == TokenKind::Double;
    if ((sign != TokenKind::Exclamation && sign != TokenKind::Minus) || (sign == TokenKind::Minus && literal))
        return member();
    const Position position = now().position;
    bool odd = false;
    for (; at(sign); take())
        odd = !odd;
    if (sign == TokenKind::Minus && at(TokenKind::Exclamation))
        fail(now().position, "'-' cannot stand before '!'", "Put the inner value in parentheses.");
    else if (sign == TokenKind::Exclamation && at(TokenKind::Minus) && ahead(1).kind != TokenKind::Int && ahead(1).kind != TokenKind::Double)
        fail(now().position, "'!' cannot stand before '-'", "Put the inner value in parentheses.");
    if (m_lost)
        return nothing();
    ExprPtr operand = member();
    if (!odd || m_lost)
        return operand;
    ExprPtr node = m_make.call(position, sign == TokenKind::Minus ? "-_" : "!_", nodes(std::move(operand)));
    tooHigh();
    return node;
}

void Grammar::missingOperator() {
    static constexpr std::array<std::string_view, 4> kMembers{"contains", "startsWith", "endsWith", "matches"};
    std::string suggestion;
    if (at(TokenKind::Identifier) && std::find(kMembers.begin(), kMembers.end(), now().text) != kMembers.end())
        suggestion = "Write it as a call: value." + std::string(now().text) + "(text).";
    else if (at(TokenKind::Identifier) && (now().text == "is" || now().text == "equals" || now().text == "eq"))
        suggestion = "Did you mean '=='?";
    else if (at(TokenKind::LeftParen))
        suggestion = "Only a name can be called.";
    if (startsOperand(m_at))
        fail(now().position, "an operator is missing before " + written(now()), suggestion);
    else
        fail(now().position, written(now()) + " does not belong here", suggestion);
}

}  // namespace policy::cel
