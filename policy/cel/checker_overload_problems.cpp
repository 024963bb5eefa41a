// What the checker says of operators and functions that do not take what they are given, and what to write instead.
#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_wording.h"

namespace policy::cel {

namespace {

constexpr std::size_t kMostListed = 4;

bool isNullConstant(const Expr& node) {
    return node.kind == ExprKind::Constant && std::holds_alternative<std::monostate>(node.constant);
}

bool isAccumulator(const Expr& node) { return node.kind == ExprKind::Identifier && node.name == "@result"; }

bool isComparison(const std::string& symbol) {
    return symbol == "==" || symbol == "!=" || symbol == "<" || symbol == "<=" || symbol == ">" || symbol == ">=";
}

bool isNumber(TypeKind kind) { return kind == TypeKind::Int || kind == TypeKind::Uint || kind == TypeKind::Double; }

Problem ofElements(const CallShape& call) {
    const Type& held = call.types[1];
    if (held.kind == TypeKind::List || held.kind == TypeKind::Map)
        return {call.position,
                "the right side of 'in' holds " + shortName(held.parameters[0]) + ", so it cannot have " +
                    withArticle(call.types[0]) + " in it",
                conversionHint(*call.arguments[0], call.types[0], *call.arguments[1], held.parameters[0])};
    const std::string left = sketch(*call.arguments[0]), right = sketch(*call.arguments[1]);
    std::string suggestion;
    if (call.types[0].kind == TypeKind::List || call.types[0].kind == TypeKind::Map)
        suggestion = "Write " + right + " in " + left + ".";
    else if (held.kind == TypeKind::String)
        suggestion = "Write " + right + ".contains(" + left + ").";
    else if (held.kind == TypeKind::Opaque && held.name == "net.CIDR")
        suggestion = "Write " + right + ".containsIP(" + left + ").";
    return {call.position, "'in' looks into a list or a map, but its right side is " + withArticle(held),
            std::move(suggestion)};
}

Problem ofIndex(const CallShape& call) {
    const Type& held = call.types[0];
    if (held.kind == TypeKind::List)
        return {call.position,
                "the elements of a list are counted with an int, not with " + withArticle(call.types[1]),
                {}};
    if (held.kind == TypeKind::Map)
        return {
            call.position,
            "the keys of this map are " + shortName(held.parameters[0]) + ", so none is " + withArticle(call.types[1]),
            {}};
    return {call.position, "only a list or a map has elements to ask for with [ ], but this is " + withArticle(held),
            held.kind == TypeKind::String ? "Write " + sketch(*call.arguments[0]) + ".charAt(0) for one character."
                                          : std::string()};
}

Problem ofTwoSides(const CallShape& call, const std::string& symbol) {
    const bool compares = isComparison(symbol);
    if (compares && call.types[0] == call.types[1])
        return {call.position, "'" + symbol + "' has no order for " + shortName(call.types[0]), {}};
    std::string hint;
    if (!compares && call.types[0].kind == TypeKind::Timestamp && isNumber(call.types[1].kind))
        hint = "Write duration(\"" + sketch(*call.arguments[1]) + "s\") for so many seconds.";
    else
        hint = conversionHint(*call.arguments[0], call.types[0], *call.arguments[1], call.types[1]);
    return {call.position,
            "'" + symbol + (compares ? "' cannot compare " : "' does not go with ") + withArticle(call.types[0]) +
                (compares ? " with " : " and ") + withArticle(call.types[1]),
            std::move(hint)};
}

Problem ofFunction(const CallShape& call, const std::string& function, bool member, const FunctionTable& functions) {
    std::string listed;
    bool countFits = false;
    std::size_t count = 0;
    for (const std::uint32_t place : functions.find(function, member)) {
        const Overload& overload = functions.at(place);
        countFits = countFits || overload.parameters.size() == call.arguments.size();
        if (count++ < kMostListed) listed += (listed.empty() ? "It is: " : ", ") + signatureText(overload);
    }
    if (count > kMostListed) listed += " and " + std::to_string(count - kMostListed) + " more";
    if (!listed.empty()) listed += ".";
    const std::size_t given = call.arguments.size() - (member ? 1 : 0);
    if (!countFits)
        return {call.position,
                "'" + function + "' does not take " + std::to_string(given) + (given == 1 ? " argument" : " arguments"),
                std::move(listed)};
    std::string types;
    for (std::size_t i = member ? 1 : 0; i < call.types.size(); ++i)
        types += (types.empty() ? "" : ", ") + shortName(call.types[i]);
    if (!member) return {call.position, "'" + function + "' does not take (" + types + ")", std::move(listed)};
    return {call.position,
            "'" + function + "' cannot be called on " + withArticle(call.types[0]) +
                (types.empty() ? std::string() : " with (" + types + ")"),
            std::move(listed)};
}

}  // namespace

bool CheckerPass::isNullOfField(const Expr& a, const Expr& b) {
    const Expr& other = isNullConstant(a) ? b : a;
    if (!isNullConstant(isNullConstant(a) ? a : b) || other.kind != ExprKind::Select || other.testOnly) return false;
    if (m_references[other.id].kind != ReferenceKind::None || typeOf(*other.target).kind != TypeKind::Struct)
        return false;
    const std::string name = sketch(other);
    report(other.position, "'" + name + "' is never null: an attribute has a value or is absent",
           "Ask has(" + name + ") or !has(" + name + ").");
    return true;
}

void CheckerPass::reportNotBoolean(const Expr& node, const std::string& what) {
    const Type type = m_inference.resolve(typeOf(node), true);
    std::string suggestion;
    if (type.kind == TypeKind::String) suggestion = "Compare it: " + sketch(node) + " == \"...\".";
    if (type.kind == TypeKind::Int || type.kind == TypeKind::Uint || type.kind == TypeKind::Double)
        suggestion = "Compare it: " + sketch(node) + " > 0.";
    if (type.kind == TypeKind::List || type.kind == TypeKind::Map)
        suggestion = "Compare its size: size(" + sketch(node) + ") > 0.";
    report(node.position, what + " must be true or false, but this is " + withArticle(type), std::move(suggestion));
}

/// What the macros all, exists, filter and exists_one put around a condition is not what somebody wrote: the condition
/// itself is meant.
bool CheckerPass::reportMacroCondition(const std::string& function, const std::vector<const Expr*>& arguments) {
    if (function == "_?_:_" && arguments.size() == 3 && isAccumulator(*arguments[2])) {
        reportNotBoolean(*arguments[0], "the condition of filter(), exists_one() or map()");
        return true;
    }
    if ((function != "_&&_" && function != "_||_") || arguments.size() != 2 || !isAccumulator(*arguments[0]))
        return false;
    reportNotBoolean(*arguments[1], function == "_&&_" ? "the condition of all()" : "the condition of exists()");
    return true;
}

bool CheckerPass::reportLogic(const std::string& symbol, const CallShape& call) {
    if (symbol == "&&" || symbol == "||" || symbol == "!") {
        for (std::size_t i = 0; i < call.arguments.size(); ++i) {
            if (call.types[i].kind == TypeKind::Bool || call.types[i].kind == TypeKind::Dyn) continue;
            const std::string side = i == 0 ? "the left side of '" : "the right side of '";
            reportNotBoolean(*call.arguments[i], symbol == "!" ? "what follows '!'" : side + symbol + "'");
        }
        return true;
    }
    if (symbol != "? :" || call.arguments.size() != 3) return false;
    if (!m_inference.assignable(Type{TypeKind::Bool, {}, {}}, call.types[0])) {
        reportNotBoolean(*call.arguments[0], "what stands before '?'");
        return true;
    }
    report(call.position,
           "both results of '? :' must be of one type, but one is " + withArticle(call.types[1]) + " and the other " +
               withArticle(call.types[2]),
           conversionHint(*call.arguments[1], call.types[1], *call.arguments[2], call.types[2]));
    return true;
}

void CheckerPass::reportNoOverload(const Expr& node, const std::string& function,
                                   const std::vector<const Expr*>& arguments, bool member) {
    setType(node, Type{TypeKind::Error, {}, {}});
    if (reportMacroCondition(function, arguments)) return;
    CallShape call{node.position, arguments, {}};
    for (const Expr* argument : arguments) call.types.push_back(m_inference.resolve(typeOf(*argument), true));
    const std::string symbol = operatorSymbol(function);
    if (reportLogic(symbol, call)) return;
    if (symbol.empty()) return report(ofFunction(call, function, member, *m_environment.functions));
    if (arguments.size() != 2)
        return report(node.position, "'" + symbol + "' cannot be put before " + withArticle(call.types[0]));
    if (symbol == "in") return report(ofElements(call));
    if (symbol == "[ ]") return report(ofIndex(call));
    report(ofTwoSides(call, symbol));
}

}  // namespace policy::cel
