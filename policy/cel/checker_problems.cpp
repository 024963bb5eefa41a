// What the checker says of names that stand for nothing, and what was meant.
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
constexpr auto kMacroUses = std::to_array<MacroUse>({
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
    {"True", "true"},
    {"TRUE", "true"},
    {"yes", "true"},
    {"False", "false"},
    {"FALSE", "false"},
    {"no", "false"},
    {"None", "null"},
    {"nil", "null"},
    {"NULL", "null"},
    {"Null", "null"},
    {"undefined", "null"},
});

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
    for (auto selection = m_chain.rbegin(); selection != m_chain.rend() && selection->first->target.get() == below;
         ++selection) {
        fields.push_back(selection->second);
        below = selection->first;
    }
    std::string written = node.name;
    for (const std::string& field : fields) written += "." + field;
    const std::string message =
        std::string("there is no ") + (fields.empty() ? "variable" : "attribute") + " '" + written + "'";

    for (const auto& [theirs, ours] : kConstantsElsewhere)
        if (theirs == written) return report(node.position, message, "Did you mean " + std::string(ours) + "?");
    if (fields.empty() && !findFunction(node.name, false).empty())
        return report(node.position, "'" + node.name + "' is a function and needs its arguments",
                      "Write " + node.name + "(...).");

    std::vector<std::string_view> known;
    for (const LocalVariable& local : m_locals)
        if (!local.name.starts_with('@') && !local.name.starts_with('#')) known.push_back(local.name);
    for (const auto& [name, type] : m_environment.variables) known.push_back(name);
    if (const auto near = nearestName(node.name, known)) {
        std::string meant(*near);
        const auto variable = m_environment.variables.find(*near);
        const StructType* structure =
            variable == m_environment.variables.end() ? nullptr : structureOf(m_environment, variable->second);
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string field = i == 0 && structure ? fieldMeant(*structure, fields[i]) : std::string();
            meant += "." + (field.empty() ? fields[i] : field);
        }
        return report(node.position, message, didYouMean(meant));
    }
    if (const std::string attribute =
            attributeNamed(m_environment, fields.empty() ? std::string_view(node.name) : fields.front());
        !attribute.empty())
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
            for (const StructField& known : structure->fields)
                suggestion += (suggestion.back() == ':' ? " " : ", ") + known.name;
            suggestion += ".";
        }
        return report(node.position, "there is no attribute '" + place + "." + field + "'", std::move(suggestion));
    }
    const std::string what = place == "..." ? "this" : "'" + place + "'";
    std::string suggestion;
    if (!findFunction(field, true).empty())
        suggestion = "'" + field + "' is a function: write " + place + "." + field + "(...).";
    if (suggestion.empty() && !findFunction(field, false).empty())
        suggestion = "'" + field + "' is a function: write " + field + "(" + place + ").";
    if (const auto ours = nameElsewhere(field); suggestion.empty() && ours)
        suggestion = "Write " + std::string(*ours) + "(" + place + ").";
    report(node.position, what + " is " + withArticle(type) + " and has no field '" + field + "'",
           std::move(suggestion));
}

bool CheckerPass::reportMisusedMacro(const Expr& node, const std::string& function) {
    const auto macro =
        std::find_if(kMacroUses.begin(), kMacroUses.end(), [&](const MacroUse& use) { return use.name == function; });
    if (macro == kMacroUses.end()) return false;
    setType(node, Type{TypeKind::Error, {}, {}});
    report(node.position, "'" + function + "' is not written like this",
           "Write it like " + std::string(macro->use) + ".");
    return true;
}

void CheckerPass::reportNoFunction(const Expr& node, const std::string& function) {
    setType(node, Type{TypeKind::Error, {}, {}});
    const std::string message = "there is no function '" + function + "'";
    std::vector<std::string_view> macros, known;
    for (const MacroUse& macro : kMacroUses) macros.push_back(macro.name);
    for (const std::string_view name : m_environment.functions->names())
        if (operatorSymbol(name).empty() && name.find('@') == std::string_view::npos) known.push_back(name);
    std::optional<std::string_view> meant = nameElsewhere(function);
    const bool isKnown = meant && (std::find(known.begin(), known.end(), *meant) != known.end() ||
                                   std::find(macros.begin(), macros.end(), *meant) != macros.end());
    if (!isKnown) meant = nearestName(function, known);
    if (!meant) meant = nearestName(function, macros);
    // A macro's arguments are no expressions by themselves.
    if (meant && std::find(macros.begin(), macros.end(), *meant) != macros.end())
        return report(node.position, message, didYouMean(*meant));
    for (const ExprPtr& argument : node.arguments) visit(*argument);

    if (m_environment.variables.contains(function))
        return report(node.position, message, "'" + function + "' is a variable: leave the parentheses out.");
    if (node.target && !findFunction(node.name, false).empty())
        return report(
            node.position, "'" + node.name + "' is not called on a value",
            "Write " + node.name + "(" + sketch(*node.target) + (node.arguments.empty() ? "" : ", ...") + ").");
    if (!node.target && !node.arguments.empty() && !findFunction(node.name, true).empty())
        return report(node.position, "'" + node.name + "' is called on a value",
                      "Write " + sketch(*node.arguments[0]) + "." + node.name + "(" +
                          (node.arguments.size() > 1 ? sketch(*node.arguments[1]) : std::string()) + ").");
    report(node.position, message, meant ? didYouMean(*meant) : std::string());
}

}  // namespace policy::cel
