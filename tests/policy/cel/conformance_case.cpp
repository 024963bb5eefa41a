#include "tests/policy/cel/conformance_case.h"

#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file_system.h"
#include "base/time_zone.h"
#include "policy/cel/checker.h"
#include "policy/cel/parser.h"
#include "policy/cel/time_text.h"

using namespace policy::cel;
using nlohmann::json;

namespace conformance {

namespace {

void collect(const json& suite, const std::string& file, const std::string& path, std::map<std::string, int>& seen,
             std::vector<Case>& cases) {
    for (const json& test : suite.value("tests", json::array())) {
        std::string name = path + "/" + test.at("original").at("name").get<std::string>();
        if (const int count = ++seen[name]; count > 1) name += "#" + std::to_string(count);
        cases.push_back({file, name, test.at("original").dump(), test.value("type", ""), test.value("checkedAst", "")});
    }
    for (const json& inner : suite.value("suites", json::array())) {
        const std::string name = inner.at("name").get<std::string>();
        collect(inner, file.empty() ? name : file, path.empty() ? name : path + "/" + name, seen, cases);
    }
}

std::string decodeBase64(const std::string& text) {
    std::string octets;
    unsigned bits = 0, held = 0;
    for (const char c : text) {
        static const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const std::size_t digit = kDigits.find(c);
        if (digit == std::string::npos) break;
        held = held << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        octets += static_cast<char>(held >> bits & 0xff);
    }
    return octets;
}

double numberOf(const json& value) {
    if (value.is_number()) return value.get<double>();
    const std::string text = value.get<std::string>();
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    return text.front() == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
}

std::optional<Value> listOf(const json& list) {
    List elements;
    for (const json& element : list.value("values", json::array())) {
        auto value = valueOf(element);
        if (!value) return std::nullopt;
        elements.push_back(std::move(*value));
    }
    return Value::list(std::move(elements));
}

std::optional<Value> mapOf(const json& map) {
    MapEntries entries;
    for (const json& entry : map.value("entries", json::array())) {
        auto key = valueOf(entry.at("key"));
        auto value = valueOf(entry.at("value"));
        if (!key || !value) return std::nullopt;
        entries.emplace_back(std::move(*key), std::move(*value));
    }
    return Value::map(std::move(entries));
}

std::optional<Value> objectOf(const json& object) {
    const std::string type = object.at("@type").get<std::string>();
    if (type == "type.googleapis.com/google.protobuf.Timestamp")
        if (const auto time = parseTimestampText(object.at("value").get<std::string>())) return Value(*time);
    if (type == "type.googleapis.com/google.protobuf.Duration")
        if (const auto duration = parseDurationText(object.at("value").get<std::string>())) return Value(*duration);
    return std::nullopt;
}

Type simple(TypeKind kind) { return {kind, {}, {}}; }

std::shared_ptr<const base::ZoneOffsets> systemZones() {
    static const auto files = base::createPosixFileSystem();
    static const auto zones = std::make_shared<const base::TimeZones>(*files);
    return zones;
}

/// Types that are values, by the name that the suite writes: what type(x) gives, so without parameters.
std::optional<Type> typeNamed(const std::string& name) {
    static const std::map<std::string, Type> types{
        {"bool", simple(TypeKind::Bool)},
        {"bytes", simple(TypeKind::Bytes)},
        {"double", simple(TypeKind::Double)},
        {"int", simple(TypeKind::Int)},
        {"uint", simple(TypeKind::Uint)},
        {"string", simple(TypeKind::String)},
        {"null_type", simple(TypeKind::Null)},
        {"type", simple(TypeKind::Type)},
        {"list", Type::list(Type{})},
        {"map", Type::map(Type{}, Type{})},
        {"google.protobuf.Timestamp", simple(TypeKind::Timestamp)},
        {"google.protobuf.Duration", simple(TypeKind::Duration)},
        {"optional_type", Type::optional(Type{})},
        {"net.IP", Type::opaque("net.IP")},
        {"net.CIDR", Type::opaque("net.CIDR")},
    };
    const auto found = types.find(name);
    if (found == types.end()) return std::nullopt;
    return found->second;
}

std::optional<std::vector<Type>> typesOf(const json& list) {
    std::vector<Type> types;
    for (const json& element : list) {
        auto type = typeOf(element);
        if (!type) return std::nullopt;
        types.push_back(std::move(*type));
    }
    return types;
}

bool sameMap(const Map& a, const Map& b) {
    if (a.entries.size() != b.entries.size()) return false;
    for (const auto& [key, value] : a.entries) {
        bool found = false;
        for (const auto& [otherKey, otherValue] : b.entries)
            found = found || (sameValue(key, otherKey) && sameValue(value, otherValue));
        if (!found) return false;
    }
    return true;
}

bool sameList(const List& a, const List& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!sameValue(a[i], b[i])) return false;
    return true;
}

bool declareFunction(const json& declaration, FunctionTable& functions) {
    for (const json& overload : declaration.at("function").at("overloads")) {
        auto parameters = typesOf(overload.at("params"));
        auto result = typeOf(overload.at("resultType"));
        if (!parameters || !result) return false;
        functions.add({declaration.at("name").get<std::string>(), overload.at("overloadId").get<std::string>(),
                       overload.value("isInstanceFunction", false), std::move(*parameters), std::move(*result),
                       nullptr});
    }
    return true;
}

class Bindings final : public Activation {
public:
    explicit Bindings(const Setting& setting) : m_values(setting.bindings) {}
    [[nodiscard]] const Value* find(std::string_view name) const override {
        const auto found = m_values.find(name);
        return found == m_values.end() ? nullptr : &found->second;
    }

private:
    const std::map<std::string, Value, std::less<>>& m_values;
};

std::string compareResult(const Value& got, const json& test) {
    if (test.contains("evalError")) {
        if (!got.isError()) return "expected an error, got " + valueText(got);
        // An error, but not the one that the case is about.
        return got.error().message.find("cannot be made by an expression") == std::string::npos
                   ? ""
                   : "messages cannot be made here";
    }
    std::optional<Value> expected(Value(true));
    if (test.contains("value")) expected = valueOf(test.at("value"));
    if (test.contains("typedResult")) expected = valueOf(test.at("typedResult").at("result"));
    if (!expected) return "a message is expected";
    if (got.isError()) return "expected " + valueText(*expected) + ", got the error: " + got.error().message;
    return sameValue(*expected, got) ? "" : "expected " + valueText(*expected) + ", got " + valueText(got);
}

std::string runUnchecked(const std::string& source, const Setting& setting, const json& given) {
    ParseOutcome parsed = parse(source, setting.environment.limits);
    if (!parsed.ast) return "does not parse: " + renderProblems(source, parsed.problems);
    return compareResult(
        Program::planUnchecked(std::move(*parsed.ast), setting.environment)->evaluate(Bindings(setting)), given);
}

/// The reference implementation's trees were recorded with the comparisons between number types switched off.
FunctionTable withoutMixedComparisons(const FunctionTable& functions) {
    FunctionTable rest;
    for (std::uint32_t i = 0; i < functions.size(); ++i) {
        const Overload& overload = functions.at(i);
        const bool orders = overload.function == "_<_" || overload.function == "_<=_" || overload.function == "_>_" ||
                            overload.function == "_>=_";
        if (!orders || overload.parameters[0] == overload.parameters[1]) rest.add(overload);
    }
    return rest;
}

}  // namespace

std::vector<Case> readSuite(const std::string& path) {
    std::ifstream file(path);
    std::vector<Case> cases;
    std::map<std::string, int> seen;
    if (!file) return cases;
    const json suite = json::parse(file);
    for (const json& inner : suite.at("suites")) {
        const std::string name = inner.at("name").get<std::string>();
        collect(inner, name, name, seen, cases);
    }
    return cases;
}

std::optional<Type> typeOf(const json& type) {
    static const std::map<std::string, TypeKind> primitives{{"BOOL", TypeKind::Bool},     {"INT64", TypeKind::Int},
                                                            {"UINT64", TypeKind::Uint},   {"DOUBLE", TypeKind::Double},
                                                            {"STRING", TypeKind::String}, {"BYTES", TypeKind::Bytes}};
    if (type.contains("primitive")) return simple(primitives.at(type.at("primitive").get<std::string>()));
    if (type.contains("dyn")) return Type{};
    if (type.contains("null")) return simple(TypeKind::Null);
    if (type.contains("typeParam")) return Type::parameter(type.at("typeParam").get<std::string>());
    if (type.value("wellKnown", "") == "TIMESTAMP") return simple(TypeKind::Timestamp);
    if (type.value("wellKnown", "") == "DURATION") return simple(TypeKind::Duration);
    std::optional<std::vector<Type>> parts;
    if (type.contains("listType") && (parts = typesOf(json::array({type.at("listType").at("elemType")}))))
        return Type{TypeKind::List, {}, *parts};
    if (type.contains("mapType") &&
        (parts = typesOf(json::array({type.at("mapType").at("keyType"), type.at("mapType").at("valueType")}))))
        return Type{TypeKind::Map, {}, *parts};
    if (type.contains("abstractType") &&
        (parts = typesOf(type.at("abstractType").value("parameterTypes", json::array()))))
        return Type{TypeKind::Opaque, type.at("abstractType").at("name").get<std::string>(), *parts};
    return std::nullopt;
}

std::optional<Value> valueOf(const json& value) {
    if (value.contains("nullValue")) return Value();
    if (value.contains("boolValue")) return Value(value.at("boolValue").get<bool>());
    if (value.contains("int64Value"))
        return Value(static_cast<std::int64_t>(std::stoll(value.at("int64Value").get<std::string>())));
    if (value.contains("uint64Value"))
        return Value(static_cast<std::uint64_t>(std::stoull(value.at("uint64Value").get<std::string>())));
    if (value.contains("doubleValue")) return Value(numberOf(value.at("doubleValue")));
    if (value.contains("stringValue")) return Value(value.at("stringValue").get<std::string>());
    if (value.contains("bytesValue")) return Value(Bytes{decodeBase64(value.at("bytesValue").get<std::string>())});
    if (value.contains("listValue")) return listOf(value.at("listValue"));
    if (value.contains("mapValue")) return mapOf(value.at("mapValue"));
    if (value.contains("objectValue")) return objectOf(value.at("objectValue"));
    if (!value.contains("typeValue")) return std::nullopt;
    const auto type = typeNamed(value.at("typeValue").get<std::string>());
    return type ? std::optional(Value::type(*type)) : std::nullopt;
}

bool sameValue(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case ValueKind::Double:
            return (std::isnan(a.number()) && std::isnan(b.number())) ||
                   std::bit_cast<std::uint64_t>(a.number()) == std::bit_cast<std::uint64_t>(b.number());
        case ValueKind::List:
            return sameList(a.list(), b.list());
        case ValueKind::Map:
            return sameMap(a.map(), b.map());
        case ValueKind::Type:
            return valueText(a) == valueText(b);
        default:
            return valuesEqual(a, b);
    }
}

std::unique_ptr<Setting> settingOf(const json& test) {
    auto setting = std::make_unique<Setting>();
    setting->functions = allFunctions();
    setting->environment.functions = &setting->functions;
    setting->environment.zones = systemZones();
    setting->environment.container = test.value("container", "");
    for (const json& declaration : test.value("typeEnv", json::array())) {
        if (declaration.contains("function")) {
            if (!declareFunction(declaration, setting->functions)) return nullptr;
            continue;
        }
        const auto type = typeOf(declaration.at("ident").at("type"));
        if (!type) return nullptr;
        setting->environment.variables.emplace(declaration.at("name").get<std::string>(), *type);
    }
    const json bindings = test.value("bindings", json::object());
    for (const auto& [name, binding] : bindings.items()) {
        auto value = valueOf(binding.at("value"));
        if (!value) return nullptr;
        setting->bindings.emplace(name, std::move(*value));
    }
    return setting;
}

std::optional<std::string> checkedText(const Case& test) {
    const json given = json::parse(test.json);
    const auto setting = settingOf(given);
    if (!setting) return std::nullopt;
    setting->functions = withoutMixedComparisons(setting->functions);
    ParseOutcome parsed = parse(given.at("expr").get<std::string>(), setting->environment.limits);
    if (!parsed.ast) return "refused";
    const CheckOutcome outcome = check(std::move(*parsed.ast), setting->environment);
    return outcome.checked ? debugText(*outcome.checked, setting->functions) : "refused";
}

std::string runCase(const Case& test) {
    const json given = json::parse(test.json);
    const std::string source = given.at("expr").get<std::string>();
    const auto setting = settingOf(given);
    if (!setting) return "its variables are messages";
    const std::string unchecked =
        given.value("checkOnly", false) ? std::string() : runUnchecked(source, *setting, given);
    if (given.value("disableCheck", false)) return unchecked;
    ParseOutcome parsed = parse(source, setting->environment.limits);
    if (!parsed.ast) return "does not parse: " + renderProblems(source, parsed.problems);
    CheckOutcome outcome = check(std::move(*parsed.ast), setting->environment);
    if (!outcome.checked) return "does not check: " + renderProblems(source, outcome.problems);
    const std::string type = typeText(outcome.checked->result);
    if (given.contains("typedResult")) {
        const auto deduced = typeOf(given.at("typedResult").at("deducedType"));
        if (!deduced) return "a message type is expected";
        if (outcome.checked->result != *deduced) return "expected type " + typeText(*deduced) + ", got " + type;
    }
    // The reference implementation does not follow types through cel.block. Where a case names a type, it knows better.
    const bool known = !test.type.empty() && !given.contains("typedResult") && !source.starts_with("cel.block(");
    if (known && type != test.type) return "the reference implementation says type " + test.type + ", not " + type;
    if (given.value("checkOnly", false)) return {};
    const std::string wrong = compareResult(
        Program::plan(std::move(*outcome.checked), setting->environment)->evaluate(Bindings(*setting)), given);
    if (!wrong.empty()) return wrong;
    return unchecked.empty() ? unchecked : "passes, but not without its types: " + unchecked;
}

}  // namespace conformance
