#include "policy/condition_account.h"

#include <algorithm>

#include "policy/cel/value.h"
#include "policy/engine/expression_reads.h"
#include "policy/expression_tree.h"
#include "policy/facts_activation.h"

namespace policy {
namespace {

using cel::Expr;

constexpr std::size_t kLongestPart = 160;  // bytes of the source

/// What somebody wrote for this part: from the first to the last of its nodes, and the brackets that are open then.
std::string writtenText(const std::string& source, const Expr& part) {
    std::size_t from = part.position.offset, to = from;
    walkTree(part, [&](const Expr& node) {
        from = std::min<std::size_t>(from, node.position.offset);
        to = std::max<std::size_t>(to, node.position.offset + node.position.length);
        return true;
    });
    to = std::min(to, source.size());
    // The place of has(x.y) is that of x.y.
    constexpr std::string_view kHas = "has(";
    if (from >= kHas.size() && source.compare(from - kHas.size(), kHas.size(), kHas) == 0) from -= kHas.size();
    const auto text = source.substr(from, to - from);
    const auto open = std::count(text.begin(), text.end(), '(') - std::count(text.begin(), text.end(), ')');
    const auto openLists = std::count(text.begin(), text.end(), '[') - std::count(text.begin(), text.end(), ']');
    std::string whole = text;
    for (auto i = openLists; i > 0; --i) whole += ']';
    for (auto i = open; i > 0; --i) whole += ')';
    return whole.size() <= kLongestPart ? whole : whole.substr(0, kLongestPart) + "...";
}

bool isFalse(const cel::CheckedAst& checked, const Expr& part, const cel::Activation& activation) {
    return engine::programOf(checked, part)->evaluate(activation).isFalse();
}

/// Down through && to the first side that is false. Both sides of an || are.
const Expr& firstFalse(const cel::CheckedAst& checked, const Expr& part, const cel::Activation& activation) {
    if (part.kind != cel::ExprKind::Call || part.name != "_&&_" || part.arguments.size() != 2) return part;
    const Expr& left = *part.arguments[0];
    return firstFalse(checked, isFalse(checked, left, activation) ? left : *part.arguments[1], activation);
}

std::string readText(const cel::CheckedAst& checked, const Expr& part, const PhoneFacts& facts) {
    std::string text;
    walkTree(part, [&](const Expr& node) {
        const auto name = attributeOf(checked, node);
        const auto index = attributeIndex(name);
        if (!index || text.find("; " + name + " is") != std::string::npos) return true;
        const auto value = celValueOf(allAttributes()[*index].type, facts.values[*index]);
        text += "; " + name + " is " + (value ? cel::valueText(*value) : "absent");
        return true;
    });
    return text;
}

}  // namespace

std::string whyNotHeld(const CompiledCondition& condition, const PhoneFacts& facts, base::Timestamp now) {
    const FactsActivation activation(facts, now);
    const auto& checked = *condition.expression.checked;
    if (!condition.expression.program->evaluate(activation).isFalse()) return {};
    const Expr& part = firstFalse(checked, *checked.ast->root, activation);
    return writtenText(condition.expression.source, part) + " is false" + readText(checked, part, facts);
}

}  // namespace policy
