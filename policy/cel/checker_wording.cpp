#include "policy/cel/checker_wording.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "policy/cel/checker_types.h"
#include "policy/cel/time_text.h"

namespace policy::cel {

namespace {

constexpr std::size_t kLongestSketch = 60;

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string constantText(const Constant& constant) {
    if (const auto* text = std::get_if<std::string>(&constant)) return text->size() <= 40 ? quoted(*text) : "\"...\"";
    if (const auto* boolean = std::get_if<bool>(&constant)) return *boolean ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&constant)) return std::to_string(*number);
    if (const auto* number = std::get_if<std::uint64_t>(&constant)) return std::to_string(*number) + "u";
    if (const auto* number = std::get_if<double>(&constant)) {
        char digits[32];
        const auto end = std::to_chars(digits, digits + sizeof digits, *number).ptr;
        std::string text(digits, end);
        return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
    }
    if (std::holds_alternative<std::monostate>(constant)) return "null";
    return "b\"...\"";
}

std::optional<std::string> sketched(const Expr& node);

std::optional<std::string> sketchedCall(const Expr& node) {
    const bool optional = node.name == "_?._" || node.name == "_[?_]";
    if (optional || node.name == "_[_]") {
        const auto operand = sketched(*node.arguments[0]);
        if (!operand) return std::nullopt;
        if (node.name == "_?._") return *operand + ".?" + std::get<std::string>(node.arguments[1]->constant);
        const auto index = sketched(*node.arguments[1]);
        if (!index) return std::nullopt;
        return *operand + (optional ? "[?" : "[") + *index + "]";
    }
    if (!operatorSymbol(node.name).empty()) return std::nullopt;
    std::string text;
    if (node.target) {
        const auto target = sketched(*node.target);
        if (!target) return std::nullopt;
        text = *target + ".";
    }
    text += node.name + "(";
    for (const ExprPtr& argument : node.arguments) {
        const auto inner = sketched(*argument);
        if (!inner) return std::nullopt;
        if (text.back() != '(') text += ", ";
        text += *inner;
    }
    return text + ")";
}

std::optional<std::string> sketched(const Expr& node) {
    if (node.kind == ExprKind::Constant) return constantText(node.constant);
    if (node.kind == ExprKind::Identifier && !node.name.starts_with('@')) return node.name;
    if (node.kind == ExprKind::Call) return sketchedCall(node);
    if (node.kind != ExprKind::Select || node.testOnly) return std::nullopt;
    const auto target = sketched(*node.target);
    if (!target) return std::nullopt;
    return *target + "." + node.name;
}

bool isVersion(const Type& type) { return type.kind == TypeKind::Opaque && type.name == "twinset.Version"; }
bool isNumber(const Type& type) {
    return type.kind == TypeKind::Int || type.kind == TypeKind::Uint || type.kind == TypeKind::Double;
}
bool isConstant(const Expr& node) { return node.kind == ExprKind::Constant; }

const std::string* textOf(const Expr& node) {
    return isConstant(node) ? std::get_if<std::string>(&node.constant) : nullptr;
}

bool looksNumeric(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number's text as it would stand in a version: 14.0 -> 14.0, 14 -> 14.
std::string asVersion(const Expr& node) {
    if (const std::string* text = textOf(node)) return "version(" + quoted(*text) + ")";
    if (isConstant(node)) return "version(" + quoted(constantText(node.constant)) + ")";
    return "version(" + sketch(node) + ")";
}

std::string asTime(const Expr& node) {
    const std::string* text = textOf(node);
    if (!text) return "timestamp(" + sketch(node) + ")";
    return "timestamp(" + quoted(text->size() == 10 ? *text + "T00:00:00Z" : *text) + ")";
}

/// Days are no unit of CEL's durations, but people write them.
std::string asDuration(const Expr& node) {
    const std::string* text = textOf(node);
    if (!text) return "duration(" + sketch(node) + ")";
    if (parseDurationText(*text)) return "duration(" + quoted(*text) + ")";
    if (text->size() > 1 && text->size() < 6 && text->back() == 'd' && looksNumeric(text->substr(0, text->size() - 1)))
        return "duration(\"" + std::to_string(std::stoi(*text) * 24) + "h\")";
    return "duration(\"24h\")";
}

std::string hintForText(const Expr& other, const Type& otherType, const Expr& text) {
    const std::string* constant = textOf(text);
    switch (otherType.kind) {
        case TypeKind::Timestamp:
            return "Write " + asTime(text) + ".";
        case TypeKind::Duration:
            return "Write " + asDuration(text) + ".";
        case TypeKind::Bool:
            if (constant && (*constant == "true" || *constant == "false"))
                return "Write " + *constant + " without quotes.";
            return {};
        case TypeKind::List:
            return "To ask whether it is in the list, write " + sketch(text) + " in " + sketch(other) + ".";
        case TypeKind::Map:
            return "Ask for one entry: " + sketch(other) + "[\"name\"].";
        case TypeKind::Struct:
            return "Compare one of its attributes: " + sketch(other) + ".name.";
        case TypeKind::Opaque:
            if (isVersion(otherType)) return "Write " + asVersion(text) + " to compare versions.";
            if (otherType.name == "net.IP") return "Write ip(" + sketch(text) + ").";
            if (otherType.name == "net.CIDR") return "Write cidr(" + sketch(text) + ").";
            return {};
        default:
            break;
    }
    if (!isNumber(otherType)) return {};
    if (constant && looksNumeric(*constant)) return "Write " + *constant + " without quotes.";
    if (isConstant(other)) return "Write " + quoted(constantText(other.constant)) + " in quotes.";
    return "Convert with string(" + sketch(other) + ").";
}

std::string hintForNumber(const Expr& other, const Type& otherType, const Expr& number, const Type& numberType) {
    if (isVersion(otherType)) return "Write " + asVersion(number) + " to compare versions.";
    if (otherType.kind == TypeKind::Timestamp)
        return "A point in time is compared with a point in time, such as now - duration(\"24h\") or "
               "timestamp(\"2026-01-31T12:00:00Z\").";
    if (otherType.kind == TypeKind::Duration)
        return "A length of time is written duration(\"90m\") or duration(\"24h\").";
    if (otherType.kind == TypeKind::List || otherType.kind == TypeKind::Map)
        return "Compare its size: size(" + sketch(other) + ").";
    if (!isNumber(otherType)) return {};
    if (isConstant(number) && numberType.kind == TypeKind::Double) return "Convert with double(" + sketch(other) + ").";
    if (isConstant(number) && numberType.kind == TypeKind::Int)
        return "Write " + constantText(number.constant) + (otherType.kind == TypeKind::Double ? ".0." : "u.");
    return "Convert with " + shortName(otherType) + "(" + sketch(number) + ").";
}

/// For an unordered pair, looked at from one side.
std::string hintFrom(const Expr& a, const Type& aType, const Expr& b, const Type& bType) {
    if (isOptional(aType) && !isOptional(bType)) return "Take the value out: " + sketch(a) + ".orValue(...).";
    if (bType.kind == TypeKind::String) return hintForText(a, aType, b);
    const bool otherIsEasier = isConstant(a) && isNumber(aType) && (!isConstant(b) || aType.kind == TypeKind::Int);
    if (isNumber(bType) && !otherIsEasier) return hintForNumber(a, aType, b, bType);
    if (aType.kind == TypeKind::Timestamp && bType.kind == TypeKind::Duration)
        return "Subtract first: now - " + sketch(a) + " gives a duration.";
    return {};
}

}  // namespace

std::string shortName(const Type& type) {
    if (isVersion(type)) return "version";
    if (type.kind == TypeKind::Struct && type.name.starts_with("twinset.")) {
        std::string name = type.name.substr(8);
        name[0] = static_cast<char>(name[0] - 'A' + 'a');
        return name;
    }
    if (type.kind == TypeKind::Parameter) return "any";
    if (type.parameters.empty()) return typeText(type);
    std::string text =
        type.kind == TypeKind::Opaque ? (isOptional(type) ? "optional" : type.name) : typeText({type.kind, {}, {}});
    text += '(';
    for (const Type& part : type.parameters) {
        if (text.back() != '(') text += ", ";
        text += shortName(part);
    }
    return text + ')';
}

std::string withArticle(const Type& type) {
    switch (type.kind) {
        case TypeKind::Null:
            return "null";
        case TypeKind::Bool:
            return "a bool (true or false)";
        case TypeKind::Bytes:
            return "bytes";
        case TypeKind::Timestamp:
            return "a timestamp (a point in time)";
        case TypeKind::Duration:
            return "a duration (a length of time)";
        default:
            break;
    }
    const std::string name = shortName(type);
    return (std::string_view("aeioAEIO").find(name.front()) != std::string_view::npos ? "an " : "a ") + name;
}

std::string operatorSymbol(std::string_view function) {
    if (function == "@in") return "in";
    if (function == "_[_]" || function == "_[?_]") return "[ ]";
    if (function == "_?_:_") return "? :";
    if (function == "!_" || function == "-_") return std::string(function.substr(0, 1));
    if (function.size() > 2 && function.front() == '_' && function.back() == '_')
        return std::string(function.substr(1, function.size() - 2));
    return {};
}

std::string sketch(const Expr& node) {
    const std::optional<std::string> text = sketched(node);
    return text && text->size() <= kLongestSketch ? *text : "...";
}

std::string signatureText(const Overload& overload) {
    std::string text;
    std::size_t first = 0;
    if (overload.member) {
        text = shortName(overload.parameters[0]) + ".";
        first = 1;
    }
    text += overload.function + "(";
    for (std::size_t i = first; i < overload.parameters.size(); ++i) {
        if (i > first) text += ", ";
        text += shortName(overload.parameters[i]);
    }
    return text + ")";
}

std::string conversionHint(const Expr& left, const Type& leftType, const Expr& right, const Type& rightType) {
    std::string hint = hintFrom(left, leftType, right, rightType);
    return hint.empty() ? hintFrom(right, rightType, left, leftType) : hint;
}

}  // namespace policy::cel
