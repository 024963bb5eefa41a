#include "policy/value.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace policy {

TextSet makeTextSet(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

std::string valueText(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    std::string list;
    for (const auto& text : std::get<TextSet>(value)) list += (list.empty() ? "" : ", ") + text;
    return "[" + list + "]";
}

base::Json valueToJson(const Value& value) {
    return std::visit([](const auto& held) { return base::Json(held); }, value);
}

base::Result<Value> valueFromJson(const base::Json& json) {
    if (json.is_boolean()) return Value(json.get<bool>());
    if (json.is_string()) return Value(json.get<std::string>());
    const bool tooLarge = json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    if (json.is_number_integer() && !tooLarge) return Value(json.get<std::int64_t>());
    if (json.is_array() && std::all_of(json.begin(), json.end(), [](const auto& one) { return one.is_string(); }))
        return Value(makeTextSet(json.get<std::vector<std::string>>()));
    return {base::ErrorCode::InvalidInput, "expected true, false, a whole number, a string or a list of strings"};
}

}  // namespace policy
