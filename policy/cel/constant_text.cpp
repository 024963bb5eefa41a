#include "policy/cel/constant_text.h"

#include "policy/cel/checker_wording.h"
#include "policy/cel/value.h"

namespace policy::cel {

namespace {

bool isText(const Expr& node) {
    return node.kind == ExprKind::Constant && std::holds_alternative<std::string>(node.constant);
}

Value valueOf(const Constant& constant) {
    if (const auto* boolean = std::get_if<bool>(&constant)) return Value(*boolean);
    if (const auto* number = std::get_if<std::int64_t>(&constant)) return Value(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&constant)) return Value(*number);
    if (const auto* number = std::get_if<double>(&constant)) return Value(*number);
    if (const auto* text = std::get_if<std::string>(&constant)) return Value(*text);
    if (const auto* bytes = std::get_if<Bytes>(&constant)) return Value(*bytes);
    return Value();
}

/// The receiver first.
std::vector<const Expr*> argumentsOf(const Expr& call, bool member) {
    std::vector<const Expr*> arguments;
    if (member) arguments.push_back(call.target.get());
    for (const ExprPtr& argument : call.arguments) arguments.push_back(argument.get());
    return arguments;
}

class ConstantTexts {
public:
    ConstantTexts(const CheckedAst& checked, const Environment& environment)
        : m_checked(checked), m_environment(environment) {}

    void visit(const Expr& node) {
        if (node.kind == ExprKind::Call) tryCall(node);
        if (node.target) visit(*node.target);
        for (const ExprPtr& argument : node.arguments) visit(*argument);
        if (!node.comprehension) return;
        const Comprehension& fold = *node.comprehension;
        for (const ExprPtr* part : {&fold.range, &fold.initial, &fold.condition, &fold.step, &fold.result})
            visit(**part);
    }

    std::vector<Problem> problems;

private:
    void tryCall(const Expr& node) {
        const Reference& reference = m_checked.references[node.id];
        if (reference.kind != ReferenceKind::Function || reference.overloads.size() != 1) return;
        const Overload& overload = m_environment.functions->at(reference.overloads[0]);
        const auto arguments = argumentsOf(node, overload.member);
        if (!overload.body || arguments.empty() || !isText(*arguments.back())) return;
        std::vector<Value> values;
        for (const Expr* argument : arguments) {
            const auto value = constantOr(*argument, overload);
            if (!value) return;
            values.push_back(*value);
        }
        std::uint64_t cost = 0;
        CallContext context{m_environment.limits, cost, m_environment.zones.get()};
        const Value result = overload.body(values, context);
        if (result.isError())
            problems.push_back(
                {arguments.back()->position, result.error().message, suggestionFor(overload, node, *arguments.back())});
    }

    /// The constant; or anything at all where only the constant text can make the call fail.
    [[nodiscard]] std::optional<Value> constantOr(const Expr& argument, const Overload& overload) const {
        if (argument.kind == ExprKind::Constant) return valueOf(argument.constant);
        if (overload.function == "matches") return Value(std::string());
        // Without zones, no name of a place is known, which says nothing about the name.
        if (m_environment.zones && overload.member && overload.parameters[0].kind == TypeKind::Timestamp)
            return Value(TimestampValue{});
        return std::nullopt;
    }

    static std::string suggestionFor(const Overload& overload, const Expr& call, const Expr& text) {
        const TypeKind made = overload.result.kind;
        if (overload.function == "matches" || (made != TypeKind::Timestamp && made != TypeKind::Duration)) return {};
        const std::string hint = conversionHint(call, overload.result, text, {TypeKind::String, {}, {}});
        if (hint.find(sketch(text)) == std::string::npos) return hint;
        return made == TypeKind::Timestamp ? "Write it like timestamp(\"2026-01-31T12:00:00Z\")."
                                           : "Write it like duration(\"24h\").";
    }

    const CheckedAst& m_checked;
    const Environment& m_environment;
};

}  // namespace

std::vector<Problem> checkConstantTexts(const CheckedAst& checked, const Environment& environment) {
    ConstantTexts texts(checked, environment);
    texts.visit(*checked.ast->root);
    return std::move(texts.problems);
}

}  // namespace policy::cel
