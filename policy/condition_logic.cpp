#include "policy/condition_logic.h"

#include <limits>
#include <map>
#include <optional>

#include "policy/attribute.h"
#include "policy/expression_tree.h"
#include "policy/value_domain.h"

namespace policy {
namespace {

using cel::CheckedAst;
using cel::Expr;
using cel::ExprKind;
using cel::ValueKind;

constexpr int kMostBranches = 2000;      // of one search
constexpr std::size_t kMostTrials = 64;  // candidates that predicates are tried out on
constexpr std::uint32_t kLargestTrial = 400;  // nodes of a condition whose predicates are tried out

struct Claim {
    const CheckedAst* condition;
    const Expr* expr;
    bool holds;
};

/// What is claimed so far on one branch of the search.
struct Claims {
    std::vector<Claim> open;  // not looked at yet
    std::map<std::string, ValueDomain> domains;
    std::map<std::string, bool> truths;  // predicates, and "has(x)"
    std::vector<Claim> predicates;
};

struct LimitComparison {
    const Expr* subject;
    const Expr* limit;
    std::string_view op;  // with the subject on the left
};

std::string_view opposite(std::string_view op) {
    if (op == "_<_") return "_>=_";
    if (op == "_<=_") return "_>_";
    if (op == "_>_") return "_<=_";
    if (op == "_>=_") return "_<_";
    return op == "_==_" ? "_!=_" : "_==_";
}

bool isComparison(std::string_view name) {
    return name == "_==_" || name == "_!=_" || name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_";
}

const cel::Type& typeOf(const Claim& claim, const Expr& expr) { return claim.condition->types[expr.id]; }

/// Whether exactly one of <, ==, > holds for any two values of it.
bool hasTotalOrder(const cel::Type& type) {
    switch (type.kind) {
        case cel::TypeKind::Bool:
        case cel::TypeKind::Int:
        case cel::TypeKind::Uint:
        case cel::TypeKind::String:
        case cel::TypeKind::Bytes:
        case cel::TypeKind::Timestamp:
        case cel::TypeKind::Duration: return true;
        case cel::TypeKind::Opaque: return type.name == "twinset.Version";
        default: return false;
    }
}

std::optional<cel::Constant> constantOf(const cel::Value& value) {
    switch (value.kind()) {
        case ValueKind::Bool: return value.boolean();
        case ValueKind::Int: return value.integer();
        case ValueKind::Uint: return value.unsignedInteger();
        case ValueKind::Double: return value.number();
        case ValueKind::String: return value.text();
        default: return std::nullopt;
    }
}

class Search {
public:
    /// True unless every branch ends in a contradiction.
    bool satisfiable(Claims claims) {
        while (!claims.open.empty()) {
            const Claim claim = claims.open.back();
            claims.open.pop_back();
            if (++m_steps > kMostBranches) return true;
            if (isCall(*claim.expr, "!_", 1)) {
                claims.open.push_back(part(claim, 0, !claim.holds));
            } else if (isCall(*claim.expr, "_?_:_", 3)) {
                return either(claims, {part(claim, 0, true), part(claim, 1, claim.holds)}, {part(claim, 0, false), part(claim, 2, claim.holds)});
            } else if (isCall(*claim.expr, claim.holds ? "_&&_" : "_||_", 2)) {
                claims.open.push_back(part(claim, 0, claim.holds));
                claims.open.push_back(part(claim, 1, claim.holds));
            } else if (isCall(*claim.expr, claim.holds ? "_||_" : "_&&_", 2)) {
                return either(claims, {part(claim, 0, claim.holds)}, {part(claim, 1, claim.holds)});
            } else if (!addAtom(claims, claim)) {
                return false;
            }
        }
        return tryPredicates(claims);
    }

private:
    static Claim part(const Claim& of, std::size_t index, bool holds) { return {of.condition, of.expr->arguments[index].get(), holds}; }

    bool either(const Claims& claims, const std::vector<Claim>& first, const std::vector<Claim>& second) {
        for (const auto* branch : {&first, &second}) {
            Claims copy = claims;
            copy.open.insert(copy.open.end(), branch->begin(), branch->end());
            if (satisfiable(std::move(copy))) return true;
        }
        return false;
    }

    static bool addTruth(Claims& claims, const std::string& text, bool truth) {
        return claims.truths.emplace(text, truth).first->second == truth;
    }

    static bool isAlwaysThere(const std::string& attribute) {
        const auto index = attributeIndex(attribute);
        return index && allAttributes()[*index].always;
    }

    /// Whoever reads a field needs it to be there.
    static bool addPresence(Claims& claims, const Claim& claim) {
        bool possible = true;
        walkTree(*claim.expr, [&](const Expr& expr) {
            const bool lazy = expr.kind == ExprKind::Comprehension || isCall(expr, "_&&_", 2) || isCall(expr, "_||_", 2) ||
                              isCall(expr, "_?_:_", 3) || isCall(expr, "_?._", 2) || isCall(expr, "_[?_]", 2) || expr.testOnly;
            if (lazy) return false;
            if (expr.kind == ExprKind::Select && !attributeOf(*claim.condition, expr).empty())
                possible = possible && addTruth(claims, "has(" + treeText(expr) + ")", true);
            return true;
        });
        return possible;
    }

    bool addAtom(Claims& claims, const Claim& claim) {
        if (isConstantTree(*claim.condition, *claim.expr)) {
            const auto value = valueOfTree(*claim.expr);
            return claim.holds ? value.isTrue() : value.isFalse();
        }
        if (!addPresence(claims, claim)) return false;
        const Expr& expr = *claim.expr;
        if (expr.testOnly && !claim.holds && isAlwaysThere(attributeOf(*claim.condition, expr))) return false;
        if (expr.kind == ExprKind::Call && expr.arguments.size() == 2 && !expr.target) {
            if (isComparison(expr.name)) return addComparison(claims, claim);
            if (expr.name == "@in") return addMembership(claims, claim);
        }
        if (expr.kind == ExprKind::Call && expr.target && expr.name == "startsWith" && expr.arguments.size() == 1 && claim.holds &&
            isConstantTree(*claim.condition, *expr.arguments[0]) && !isConstantTree(*claim.condition, *expr.target)) {
            const auto prefix = valueOfTree(*expr.arguments[0]);
            if (prefix.kind() == ValueKind::String && !claims.domains[treeText(*expr.target)].mustBegin(prefix.text())) return false;
        }
        return addPredicate(claims, claim, treeText(expr), claim.holds);
    }

    static bool addPredicate(Claims& claims, const Claim& claim, const std::string& text, bool truth) {
        claims.predicates.push_back(claim);
        return addTruth(claims, text, truth);
    }

    static std::optional<LimitComparison> comparisonOf(const Claim& claim) {
        const Expr& left = *claim.expr->arguments[0];
        const Expr& right = *claim.expr->arguments[1];
        if (isConstantTree(*claim.condition, right)) return LimitComparison{&left, &right, claim.expr->name};
        if (isConstantTree(*claim.condition, left)) return LimitComparison{&right, &left, mirroredOperator(claim.expr->name)};
        return std::nullopt;
    }

    bool addComparison(Claims& claims, const Claim& claim) {
        const auto comparison = comparisonOf(claim);
        if (!comparison) return addRelation(claims, claim);
        const cel::Value limit = valueOfTree(*comparison->limit);
        if (limit.isError()) return false;
        const bool equality = comparison->op == "_==_" || comparison->op == "_!=_";
        const bool total = hasTotalOrder(typeOf(claim, *comparison->subject)) && cel::valuesEqual(limit, limit);  // NaN is not
        if (!claim.holds && !equality && !total) return addPredicate(claims, claim, treeText(*claim.expr), false);
        const auto op = claim.holds ? comparison->op : opposite(comparison->op);
        if (!equality && typeOf(claim, *comparison->subject).kind == cel::TypeKind::Int && limit.kind() == ValueKind::Int)
            return addWholeLimit(claims.domains[treeText(*comparison->subject)], op, limit.integer());
        if (equality && limit.kind() == ValueKind::Bool && typeOf(claim, *comparison->subject).kind == cel::TypeKind::Bool) {
            claims.open.push_back({claim.condition, comparison->subject, (op == "_==_") == limit.boolean()});
            return true;
        }
        auto& domain = claims.domains[treeText(*comparison->subject)];
        if (op == "_==_") return domain.mustBeOneOf({limit});
        if (op == "_!=_") return domain.mustNotBe(limit);
        if (op == "_<_" || op == "_<=_") return domain.mustBeBelow(limit, op == "_<=_");
        return domain.mustBeAbove(limit, op == "_>=_");
    }

    /// Between 3 and 4 is no whole number.
    static bool addWholeLimit(ValueDomain& domain, std::string_view op, std::int64_t limit) {
        using Limits = std::numeric_limits<std::int64_t>;
        if ((op == "_<_" && limit == Limits::min()) || (op == "_>_" && limit == Limits::max())) return false;
        if (op == "_<_" || op == "_<=_") return domain.mustBeBelow(cel::Value(op == "_<_" ? limit - 1 : limit), true);
        return domain.mustBeAbove(cel::Value(op == "_>_" ? limit + 1 : limit), true);
    }

    /// Between two expressions that both vary: only the same relation, or its opposite, is recognised.
    static bool addRelation(Claims& claims, const Claim& claim) {
        auto left = treeText(*claim.expr->arguments[0]), right = treeText(*claim.expr->arguments[1]);
        std::string_view op = claim.expr->name;
        bool holds = claim.holds;
        if (op == "_>_" || op == "_>=_") {
            std::swap(left, right);
            op = mirroredOperator(op);
        }
        if (op == "_!=_") {
            op = "_==_";
            holds = !holds;
        }
        if (op == "_==_" && right < left) std::swap(left, right);
        if (op == "_<=_" && hasTotalOrder(typeOf(claim, *claim.expr->arguments[0])) && hasTotalOrder(typeOf(claim, *claim.expr->arguments[1]))) {
            std::swap(left, right);
            op = "_<_";
            holds = !holds;
        }
        claims.predicates.push_back(claim);
        return addTruth(claims, std::string(op) + "(" + left + "," + right + ")", holds);
    }

    bool addMembership(Claims& claims, const Claim& claim) {
        const Expr& subject = *claim.expr->arguments[0];
        const Expr& list = *claim.expr->arguments[1];
        if (!isConstantTree(*claim.condition, list)) return addPredicate(claims, claim, treeText(*claim.expr), claim.holds);
        const cel::Value values = valueOfTree(list);
        if (values.kind() != ValueKind::List) return addPredicate(claims, claim, treeText(*claim.expr), claim.holds);
        auto& domain = claims.domains[treeText(subject)];
        if (claim.holds) return domain.mustBeOneOf(values.list());
        for (const auto& value : values.list())
            if (!domain.mustNotBe(value)) return false;
        return true;
    }

    /// Puts the values that an expression may still have into the predicates that read it.
    bool tryPredicates(Claims& claims) {
        for (auto& [text, domain] : claims.domains) {
            if (!domain.candidates() || domain.candidates()->size() > kMostTrials) continue;
            for (const auto& predicate : claims.predicates)
                if (!domain.filter([&, &name = text](const cel::Value& value) { return agrees(predicate, name, value); })) return false;
        }
        return true;
    }

    /// A fold calls something of its own by the name of a variable, so that equal texts are not equal expressions.
    static bool hidesAVariable(const Expr& root) {
        bool hides = false;
        walkTree(root, [&](const Expr& expr) {
            if (expr.comprehension)
                for (const auto* name : {&expr.comprehension->variable, &expr.comprehension->secondVariable, &expr.comprehension->accumulator})
                    hides = hides || conditionEnvironment().variables.contains(*name);
            return true;
        });
        return hides;
    }

    /// Whether the predicate may be as claimed when the expression `text` is `value`.
    static bool agrees(const Claim& predicate, const std::string& text, const cel::Value& value) {
        const auto constant = constantOf(value);
        if (!constant || predicate.condition->ast->lastId > kLargestTrial || hidesAVariable(*predicate.expr)) return true;
        bool found = false;
        auto tree = copyTree(*predicate.expr, [&](const Expr& expr) -> std::optional<cel::Constant> {
            if (expr.kind == ExprKind::Constant || treeText(expr) != text) return std::nullopt;
            found = true;
            return *constant;
        });
        if (!found || !isConstantTree(*predicate.condition, *tree)) return true;
        const auto outcome = valueOfTree(std::move(tree));
        return predicate.holds ? outcome.isTrue() : outcome.isFalse();
    }

    int m_steps = 0;
};

}  // namespace

bool canHoldTogether(std::span<const ConditionClaim> conditions, std::span<const AttributeClaim> attributes) {
    Claims claims;
    for (const auto& [attribute, value] : attributes)
        if (!claims.domains[attribute].mustBeOneOf({cel::Value(value)})) return false;
    for (const auto& [condition, holds] : conditions) claims.open.push_back({condition, condition->ast->root.get(), holds});
    return Search().satisfiable(std::move(claims));
}

}  // namespace policy
