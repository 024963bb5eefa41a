#include "policy/condition_safety.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>

#include "policy/attribute.h"
#include "policy/expression_tree.h"

namespace policy {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::TypeKind;
// "there:user.email", "sized:2:user.groups" (two elements at least), "nonzero:x", "converts:version:x"
using Facts = std::set<std::string>;

constexpr std::int64_t kMostSized = 64;  // elements that are kept track of

Facts both(Facts a, const Facts& b) {
    a.insert(b.begin(), b.end());
    return a;
}

Facts common(const Facts& a, const Facts& b) {
    Facts shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(shared, shared.end()));
    return shared;
}

/// The same for has(labels.site), "site" in labels and labels["site"].
std::string entryText(const Expr& map, const Expr& key) {
    const auto* name = std::get_if<std::string>(&key.constant);
    const bool constant = key.kind == ExprKind::Constant && name != nullptr;
    return treeText(map) + "." + (constant ? *name : "[" + treeText(key) + "]");
}

bool isZero(const Expr& expr) {
    if (expr.kind != ExprKind::Constant) return false;
    const auto* whole = std::get_if<std::int64_t>(&expr.constant);
    const auto* natural = std::get_if<std::uint64_t>(&expr.constant);
    return (whole != nullptr && *whole == 0) || (natural != nullptr && *natural == 0);
}

/// The argument of size(x) or x.size().
const Expr* sizedBy(const Expr& expr) {
    if (expr.kind != ExprKind::Call || expr.name != "size") return nullptr;
    if (expr.target) return expr.target.get();
    return expr.arguments.size() == 1 ? expr.arguments[0].get() : nullptr;
}

std::string sizedFact(std::int64_t elements, const Expr& list) { return "sized:" + std::to_string(elements) + ":" + treeText(list); }

/// The least that a size is when comparing it (on the left) with `limit` gives `truth`.
std::int64_t leastSize(std::string_view op, std::int64_t limit, bool truth) {
    const bool above = limit >= 0 && limit < kMostSized;
    if (!above) return 0;
    if (op == (truth ? "_>_" : "_<=_")) return limit + 1;
    if (op == (truth ? "_>=_" : "_<_")) return limit;
    if (truth && op == "_==_") return limit;
    return op == (truth ? "_!=_" : "_==_") && limit == 0 ? 1 : 0;
}

/// What is known once `expr` is `truth`, by parts of it that do not fail when it is not.
Facts factsWhen(const Expr& expr, bool truth) {
    if (isCall(expr, "!_", 1)) return factsWhen(*expr.arguments[0], !truth);
    if (isCall(expr, "_&&_", 2) || isCall(expr, "_||_", 2)) {
        const auto left = factsWhen(*expr.arguments[0], truth), right = factsWhen(*expr.arguments[1], truth);
        return (expr.name == "_&&_") == truth ? both(left, right) : common(left, right);
    }
    Facts facts;
    if (expr.kind == ExprKind::Select && expr.testOnly && truth) facts.insert("there:" + treeText(*expr.target) + "." + expr.name);
    if (expr.kind != ExprKind::Call || expr.arguments.empty()) return facts;
    if (isCall(expr, "@in", 2) && truth) facts.insert("there:" + entryText(*expr.arguments[1], *expr.arguments[0]));
    if (truth && (expr.name == "isIP" || expr.name == "isCIDR" || expr.name == "isVersion") && expr.arguments.size() == 1 && !expr.target) {
        const std::string to = expr.name == "isIP" ? "ip" : expr.name == "isCIDR" ? "cidr" : "version";
        facts.insert("converts:" + to + ":" + treeText(*expr.arguments[0]));
    }
    if (expr.arguments.size() != 2 || expr.target || expr.name.size() < 3 || expr.name[0] != '_') return facts;
    for (std::size_t i = 0; i < 2; ++i) {
        const Expr& side = *expr.arguments[i];
        const auto* limit = std::get_if<std::int64_t>(&expr.arguments[1 - i]->constant);
        if (const auto* sized = sizedBy(side); sized != nullptr && limit != nullptr && expr.arguments[1 - i]->kind == ExprKind::Constant)
            for (auto k = leastSize(i == 0 ? std::string_view(expr.name) : mirroredOperator(expr.name), *limit, truth); k > 0; --k) facts.insert(sizedFact(k, *sized));
        const bool unequal = expr.name == (truth ? "_!=_" : "_==_") || (truth && (expr.name == "_>_" || expr.name == "_<_"));
        if (unequal && isZero(*expr.arguments[1 - i])) facts.insert("nonzero:" + treeText(side));
    }
    return facts;
}

class SafetyCheck {
public:
    explicit SafetyCheck(const cel::CheckedAst& checked) : m_checked(checked) {}

    std::vector<PossibleFailure> run() {
        look(*m_checked.ast->root, {});
        std::stable_sort(m_found.begin(), m_found.end(), [](const auto& a, const auto& b) { return a.position.offset < b.position.offset; });
        return std::move(m_found);
    }

private:
    const cel::Type& typeOf(const Expr& expr) const { return m_checked.types[expr.id]; }

    void add(const Expr& at, std::string what, std::string advice, bool always = false) {
        PossibleFailure failure{at.position, always, std::move(what), std::move(advice)};
        if (std::find(m_found.begin(), m_found.end(), failure) == m_found.end()) m_found.push_back(std::move(failure));
    }

    void look(const Expr& expr, const Facts& facts) {
        if (expr.kind == ExprKind::Constant || expr.kind == ExprKind::Identifier) return;
        if (isConstantTree(m_checked, expr)) return lookAtConstant(expr);
        if (isCall(expr, "_&&_", 2) || isCall(expr, "_||_", 2)) {
            const bool truth = expr.name == "_&&_";
            look(*expr.arguments[0], both(facts, factsWhen(*expr.arguments[1], truth)));
            look(*expr.arguments[1], both(facts, factsWhen(*expr.arguments[0], truth)));
            return;
        }
        if (isCall(expr, "_?_:_", 3)) {
            look(*expr.arguments[0], facts);
            look(*expr.arguments[1], both(facts, factsWhen(*expr.arguments[0], true)));
            look(*expr.arguments[2], both(facts, factsWhen(*expr.arguments[0], false)));
            return;
        }
        if (expr.kind == ExprKind::Select && !expr.testOnly) lookAtSelect(expr, facts);
        if (expr.kind == ExprKind::Call) lookAtCall(expr, facts);
        lookBelow(expr, facts);
    }

    void lookBelow(const Expr& expr, const Facts& facts) {
        if (expr.target) look(*expr.target, facts);
        for (const auto& argument : expr.arguments) look(*argument, facts);
        if (!expr.comprehension) return;
        const auto& fold = *expr.comprehension;
        for (const auto* part : {&fold.range, &fold.initial, &fold.condition, &fold.step, &fold.result}) look(**part, facts);
    }

    void lookAtConstant(const Expr& expr) {
        const auto value = valueOfTree(expr);
        if (value.isError()) add(expr, "a part of it always fails: " + value.error().message, "correct what is written there", true);
    }

    void lookAtSelect(const Expr& expr, const Facts& facts) {
        const auto text = treeText(*expr.target) + "." + expr.name;
        if (facts.contains("there:" + text)) return;
        const auto attribute = attributeOf(m_checked, expr);
        const auto index = attributeIndex(attribute);
        if (index && !allAttributes()[*index].always)
            add(expr, text + " may be absent", "write has(" + text + ") && ... before it");
        else if (!index && typeOf(*expr.target).kind == TypeKind::Map)
            add(expr, text + " may be missing in the map", "write has(" + text + ") && ... before it");
    }

    void lookAtCall(const Expr& expr, const Facts& facts) {
        if (isCall(expr, "_[_]", 2)) return lookAtIndex(expr, facts);
        if (isCall(expr, "_/_", 2) || isCall(expr, "_%_", 2)) return lookAtDivision(expr, facts);
        if (expr.name == "matches") return lookAtPattern(*expr.arguments.back());
        if (!expr.target && expr.arguments.size() == 1) lookAtConversion(expr, facts);
    }

    void lookAtIndex(const Expr& expr, const Facts& facts) {
        const Expr& from = *expr.arguments[0];
        const auto* place = std::get_if<std::int64_t>(&expr.arguments[1]->constant);
        const bool longEnough = expr.arguments[1]->kind == ExprKind::Constant && place != nullptr && *place >= 0 && *place < kMostSized &&
                                facts.contains(sizedFact(*place + 1, from));
        if (typeOf(from).kind == TypeKind::List && !longEnough)
            add(expr, "the list may be shorter than that index", "compare size() before it, or use exists()");
        if (typeOf(from).kind == TypeKind::Map && !facts.contains("there:" + entryText(from, *expr.arguments[1])))
            add(expr, "the key may be missing in the map", "write KEY in MAP && ... before it, or use an optional: MAP[?KEY].orValue(...)");
    }

    void lookAtDivision(const Expr& expr, const Facts& facts) {
        const Expr& divisor = *expr.arguments[1];
        const auto kind = typeOf(divisor).kind;
        if (kind != TypeKind::Int && kind != TypeKind::Uint) return;
        if (isZero(divisor)) return add(expr, "it divides by zero", "correct what is written there", true);
        if (divisor.kind != ExprKind::Constant && !facts.contains("nonzero:" + treeText(divisor)))
            add(expr, "it may divide by zero", "compare the divisor with 0 before it");
    }

    void lookAtPattern(const Expr& pattern) {
        if (!isConstantTree(m_checked, pattern))
            return add(pattern, "the pattern is not constant, so it may be no regular expression", "write the pattern itself, or use contains() or startsWith()");
        Expr call;
        call.kind = ExprKind::Call;
        call.name = "matches";
        call.target = std::make_unique<Expr>();
        call.target->constant = std::string();
        call.arguments.push_back(copyTree(pattern, [](const Expr&) { return std::nullopt; }));
        call.id = pattern.id;
        if (const auto value = valueOfTree(call); value.isError())
            add(pattern, "the pattern is no regular expression: " + value.error().message, "correct the pattern", true);
    }

    void lookAtConversion(const Expr& expr, const Facts& facts) {
        constexpr std::array<std::string_view, 9> kFromText{"int", "uint", "double", "bool", "timestamp", "duration", "version", "ip", "cidr"};
        if (std::find(kFromText.begin(), kFromText.end(), expr.name) == kFromText.end()) return;
        const Expr& from = *expr.arguments[0];
        const auto kind = typeOf(from).kind;
        if (kind != TypeKind::String && kind != TypeKind::Dyn) return;
        if (facts.contains("converts:" + expr.name + ":" + treeText(from))) return;
        const bool guarded = expr.name == "ip" || expr.name == "cidr" || expr.name == "version";
        const std::string guard = expr.name == "ip" ? "isIP" : expr.name == "cidr" ? "isCIDR" : "isVersion";
        add(expr, expr.name + "() fails for a text that is none", guarded ? "write " + guard + "(...) && ... before it" : "make sure of its form with matches() before it");
    }

    const cel::CheckedAst& m_checked;
    std::vector<PossibleFailure> m_found;
};

}  // namespace

std::vector<PossibleFailure> possibleFailures(const cel::CheckedAst& condition) { return SafetyCheck(condition).run(); }

}  // namespace policy
