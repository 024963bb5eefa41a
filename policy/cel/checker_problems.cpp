// What the checker says when something is wrong, and what to write instead.
#include <algorithm>
#include <array>

#include "policy/cel/checker_pass.h"
#include "policy/cel/checker_wording.h"
#include "policy/cel/suggestion.h"

namespace policy::cel {

namespace {

struct MacroUse {
    std::string_view name, use;
};
constexpr auto kMacros = std::to_array<MacroUse>({
    {"has", "has(device.lastSeenAt)"},
    {"all", "list.all(x, x > 0)"},
    {"exists", "list.exists(x, x > 0)"},
    {"exists_one", "list.exists_one(x, x > 0)"},
    {"existsOne", "list.existsOne(i, x, x > 0)"},
    {"map", "list.map(x, x + 1)"},
    {"filter", "list.filter(x, x > 0)"},
    {"transformList", "list.transformList(i, x, x + i)"},
    {"transformMap", "map.transformMap(k, v, v + 1)"},
    {"transformMapEntry", "map.transformMapEntry(k, v, {v: k})"},
    {"optMap", "optional.optMap(x, x + 1)"},
    {"optFlatMap", "optional.optFlatMap(x, x.?name)"},
    {"cel.bind", "cel.bind(x, device.name, x == \"a\")"},
    {"math.greatest", "math.greatest(1, 2)"},
    {"math.least", "math.least(1, 2)"},
});

constexpr auto kConstantsElsewhere = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"True", "true"}, {"TRUE", "true"}, {"yes", "true"}, {"False", "false"}, {"FALSE", "false"}, {"no", "false"},
    {"None", "null"}, {"nil", "null"}, {"NULL", "null"}, {"Null", "null"}, {"undefined", "null"},
});

bool isNullConstant(const Expr& node) {
    return node.kind == ExprKind::Constant && std::holds_alternative<std::monostate>(node.constant);
}

bool isAccumulator(const Expr& node) { return node.kind == ExprKind::Identifier && node.name == "@result"; }

std::string didYouMean(std::string_view name) { return "Did you mean '" + std::string(name) + "'?"; }

/// `name` as it stands, or the nearest of the structure's fields; empty when none is near.
std::string fieldMeant(const StructType& structure, std::string_view name) {
    std::vector<std::string_view> names;
    for (const StructField& field : structure.fields) {
        if (field.name == name) return field.name;
        names.push_back(field.name);
    }
    return std::string(nearestName(name, names).value_or(std::string_view()));
}

const StructType* structureOf(const Environment& environment, const Type& type) {
    if (type.kind != TypeKind::Struct) return nullptr;
    const auto found = environment.structs.find(type.name);
    return found == environment.structs.end() ? nullptr : &found->second;
}

/// The attribute of any variable whose last part is `name`, or nearly.
std::string attributeNamed(const Environment& environment, std::string_view name) {
    std::string near;
    for (const auto& [variable, type] : environment.variables) {
        const StructType* structure = structureOf(environment, type);
        if (!structure) continue;
        const std::string field = fieldMeant(*structure, name);
        if (field == name) return variable + "." + field;
        if (!field.empty() && near.empty()) near = variable + "." + field;
    }
    return near;
}

}  // namespace

void CheckerPass::reportNoName(const Expr& node) {
    setType(node, Type{TypeKind::Error, {}, {}});
    std::vector<std::string> fields;
    const Expr* below = &node;
    for (auto selection = m_chain.rbegin(); selection != m_chain.rend() && selection->first->target.get() == below; ++selection) {
        fields.push_back(selection->second);
        below = selection->first;
    }
    std::string written = node.name;
    for (const std::string& field : fields) written += "." + field;
    const std::string message = std::string("there is no ") + (fields.empty() ? "variable" : "attribute") + " '" + written + "'";

    for (const auto& [theirs, ours] : kConstantsElsewhere)
        if (theirs == written) return report(node.position, message, "Did you mean " + std::string(ours) + "?");
    if (fields.empty() && !findFunction(node.name, false).empty())
        return report(node.position, "'" + node.name + "' is a function and needs its arguments", "Write " + node.name + "(...).");

    std::vector<std::string_view> known;
    for (const LocalVariable& local : m_locals)
        if (!local.name.starts_with('@') && !local.name.starts_with('#')) known.push_back(local.name);
    for (const auto& [name, type] : m_environment.variables) known.push_back(name);
    if (const auto near = nearestName(node.name, known)) {
        std::string meant(*near);
        const auto variable = m_environment.variables.find(*near);
        const StructType* structure = variable == m_environment.variables.end() ? nullptr : structureOf(m_environment, variable->second);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string field = i == 0 && structure ? fieldMeant(*structure, fields[i]) : std::string();
            meant += "." + (field.empty() ? fields[i] : field);
        }
        return report(node.position, message, didYouMean(meant));
    }
    if (const std::string attribute = attributeNamed(m_environment, fields.empty() ? std::string_view(node.name) : fields.front()); !attribute.empty())
        return report(node.position, message, didYouMean(attribute));
    if (fields.empty() && !node.name.starts_with('.'))
        return report(node.position, message, "If it is a text, put it in quotes: \"" + node.name + "\".");
    report(node.position, message, {});
}

void CheckerPass::reportNoField(const Expr& node, const Expr& operand, const std::string& field) {
    const Type type = m_inference.resolve(typeOf(operand), true);
    const std::string place = sketch(operand);
    if (const StructType* structure = structureOf(m_environment, type)) {
        const std::string meant = fieldMeant(*structure, field);
        std::string suggestion = meant.empty() ? std::string() : didYouMean(place + "." + meant);
        if (meant.empty()) {
            const std::string elsewhere = attributeNamed(m_environment, field);
            if (!elsewhere.empty()) suggestion = didYouMean(elsewhere);
        }
        if (suggestion.empty()) {
            suggestion = "It has:";
            for (const StructField& known : structure->fields) suggestion += (suggestion.back() == ':' ? " " : ", ") + known.name;
            suggestion += ".";
        }
        return report(node.position, "there is no attribute '" + place + "." + field + "'", std::move(suggestion));
    }
    const std::string what = place == "x" ? "this" : "'" + place + "'";
    std::string suggestion;
    if (!findFunction(field, true).empty()) suggestion = "'" + field + "' is a function: write " + place + "." + field + "(...).";
    if (suggestion.empty() && !findFunction(field, false).empty())
        suggestion = "'" + field + "' is a function: write " + field + "(" + place + ").";
    if (const auto ours = nameElsewhere(field); suggestion.empty() && ours) suggestion = "Write " + std::string(*ours) + "(" + place + ").";
    report(node.position, what + " is " + withArticle(type) + " and has no field '" + field + "'", std::move(suggestion));
}

void CheckerPass::reportNoFunction(const Expr& node, const std::string& function) {
    setType(node, Type{TypeKind::Error, {}, {}});
    const std::string message = "there is no function '" + function + "'";
    for (const MacroUse& macro : kMacros)
        if (macro.name == function)
            return report(node.position, "'" + function + "' is not written like this", "Write it like " + std::string(macro.use) + ".");
    if (m_environment.variables.contains(function))
        return report(node.position, message, "'" + function + "' is a variable: leave the parentheses out.");
    if (node.target && !findFunction(node.name, false).empty())
        return report(node.position, "'" + node.name + "' is not called on a value",
                      "Write " + node.name + "(" + sketch(*node.target) + (node.arguments.empty() ? "" : ", ...") + ").");
    if (!node.target && !node.arguments.empty() && !findFunction(node.name, true).empty())
        return report(node.position, "'" + node.name + "' is called on a value",
                      "Write " + sketch(*node.arguments[0]) + "." + node.name + "(" +
                          (node.arguments.size() > 1 ? sketch(*node.arguments[1]) : std::string()) + ").");
    std::vector<std::string_view> known;
    for (const std::string_view name : m_environment.functions->names())
        if (operatorSymbol(name).empty() && !name.starts_with('@')) known.push_back(name);
    for (const MacroUse& macro : kMacros) known.push_back(macro.name);
    std::optional<std::string_view> meant = nameElsewhere(function);
    if (!meant || std::find(known.begin(), known.end(), *meant) == known.end()) meant = nearestName(function, known);
    report(node.position, message, meant ? didYouMean(*meant) : std::string());
}

bool CheckerPass::isNullOfField(const Expr& a, const Expr& b) {
    const Expr& other = isNullConstant(a) ? b : a;
    if (!isNullConstant(isNullConstant(a) ? a : b) || other.kind != ExprKind::Select || other.testOnly) return false;
    if (m_references[other.id].kind != ReferenceKind::None || typeOf(*other.target).kind != TypeKind::Struct) return false;
    const std::string name = sketch(other);
    report(other.position, "'" + name + "' is never null: an attribute has a value or is absent", "Ask has(" + name + ") or !has(" + name + ").");
    return true;
}

void CheckerPass::reportNotBoolean(const Expr& node, std::string_view what) {
    const Type type = m_inference.resolve(typeOf(node), true);
    std::string suggestion;
    if (type.kind == TypeKind::String) suggestion = "Compare it: " + sketch(node) + " == \"...\".";
    if (type.kind == TypeKind::Int || type.kind == TypeKind::Uint || type.kind == TypeKind::Double) suggestion = "Compare it: " + sketch(node) + " > 0.";
    if (type.kind == TypeKind::List || type.kind == TypeKind::Map) suggestion = "Compare its size: size(" + sketch(node) + ") > 0.";
    report(node.position, std::string(what) + " must be true or false, but this is " + withArticle(type), std::move(suggestion));
}

/// What the macros all, exists, filter and exists_one put around a condition is not what somebody wrote: the condition itself is meant.
bool CheckerPass::reportMacroCondition(const std::string& function, const std::vector<const Expr*>& arguments) {
    if (function == "_?_:_" && arguments.size() == 3 && isAccumulator(*arguments[2])) {
        reportNotBoolean(*arguments[0], "the condition of filter(), exists_one() or map()");
        return true;
    }
    if ((function != "_&&_" && function != "_||_") || arguments.size() != 2 || !isAccumulator(*arguments[0])) return false;
    reportNotBoolean(*arguments[1], function == "_&&_" ? "the condition of all()" : "the condition of exists()");
    return true;
}

void CheckerPass::reportNoOverload(const Expr& node, const std::string& function, const std::vector<const Expr*>& arguments, bool member) {
    setType(node, Type{TypeKind::Error, {}, {}});
    if (reportMacroCondition(function, arguments)) return;
    std::vector<Type> types;
    for (const Expr* argument : arguments) types.push_back(m_inference.resolve(typeOf(*argument), true));
    const std::string symbol = operatorSymbol(function);
    if (symbol == "&&" || symbol == "||" || symbol == "!") {
        for (std::size_t i = 0; i < arguments.size(); ++i)
            if (types[i].kind != TypeKind::Bool && types[i].kind != TypeKind::Dyn)
                reportNotBoolean(*arguments[i], arguments.size() == 1 ? "what follows '!'"
                                                : i == 0              ? "the left side of '" + symbol + "'"
                                                                      : "the right side of '" + symbol + "'");
        return;
    }
    if (symbol == "? :" && arguments.size() == 3) {
        if (!m_inference.assignable(Type{TypeKind::Bool, {}, {}}, types[0])) return reportNotBoolean(*arguments[0], "what stands before '?'");
        return report(node.position, "both results of '? :' must be of one type, but one is " + withArticle(types[1]) + " and the other " + withArticle(types[2]),
                      conversionHint(*arguments[1], types[1], *arguments[2], types[2]));
    }
    if (symbol == "in" && arguments.size() == 2) {
        if (types[1].kind == TypeKind::List || types[1].kind == TypeKind::Map) {
            const Type& element = types[1].parameters[0];
            return report(node.position, "the right side of 'in' holds " + shortName(element) + ", so it cannot have " + withArticle(types[0]) + " in it",
                          conversionHint(*arguments[0], types[0], *arguments[1], element));
        }
        std::string suggestion;
        if (types[1].kind == TypeKind::String) suggestion = "Write " + sketch(*arguments[1]) + ".contains(" + sketch(*arguments[0]) + ").";
        if (types[1].kind == TypeKind::Opaque && types[1].name == "net.CIDR") suggestion = "Write " + sketch(*arguments[1]) + ".containsIP(" + sketch(*arguments[0]) + ").";
        return report(node.position, "'in' looks into a list or a map, but its right side is " + withArticle(types[1]), std::move(suggestion));
    }
    if (symbol == "[ ]" && arguments.size() == 2) {
        if (types[0].kind == TypeKind::List) return report(node.position, "the elements of a list are counted with an int, not with " + withArticle(types[1]));
        if (types[0].kind == TypeKind::Map)
            return report(node.position, "the keys of this map are " + shortName(types[0].parameters[0]) + ", so none is " + withArticle(types[1]));
        return report(node.position, "only a list or a map has elements to ask for with [ ], but this is " + withArticle(types[0]),
                      types[0].kind == TypeKind::String ? "Write " + sketch(*arguments[0]) + ".charAt(0) for one character." : std::string());
    }
    if (!symbol.empty() && arguments.size() == 2) {
        const bool compares = symbol == "==" || symbol == "!=" || symbol == "<" || symbol == "<=" || symbol == ">" || symbol == ">=";
        const std::string hint = conversionHint(*arguments[0], types[0], *arguments[1], types[1]);
        if (compares && types[0] == types[1]) return report(node.position, "'" + symbol + "' has no order for " + shortName(types[0]), hint);
        return report(node.position, "'" + symbol + (compares ? "' cannot compare " : "' does not go with ") + withArticle(types[0]) +
                                         (compares ? " with " : " and ") + withArticle(types[1]), hint);
    }
    if (!symbol.empty()) return report(node.position, "'" + symbol + "' cannot be put before " + withArticle(types[0]));

    const auto candidates = m_environment.functions->find(function, member);
    std::string suggestion;
    bool arityFits = false;
    std::size_t listed = 0;
    for (const std::uint32_t place : candidates) {
        const Overload& overload = m_environment.functions->at(place);
        arityFits = arityFits || overload.parameters.size() == arguments.size();
        if (listed++ < 4) suggestion += (suggestion.empty() ? "It is: " : ", ") + signatureText(overload);
    }
    if (listed > 4) suggestion += " and " + std::to_string(listed - 4) + " more";
    if (!suggestion.empty()) suggestion += ".";
    if (!arityFits) {
        const std::size_t count = arguments.size() - (member ? 1 : 0);
        return report(node.position, "'" + function + "' does not take " + std::to_string(count) + (count == 1 ? " argument" : " arguments"), suggestion);
    }
    std::string given;
    for (std::size_t i = member ? 1 : 0; i < types.size(); ++i) given += (given.empty() ? "" : ", ") + shortName(types[i]);
    report(node.position, member ? "'" + function + "' cannot be called on " + withArticle(types[0]) + (given.empty() ? std::string() : " with (" + given + ")")
                                 : "'" + function + "' does not take (" + given + ")",
           suggestion);
}

}  // namespace policy::cel
