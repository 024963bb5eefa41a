#include "policy/value.h"

#include <nlohmann/json.hpp>

namespace policy {

std::string valueText(const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return std::get<std::string>(value);
}

base::Json valueToJson(const Value& value) {
    return std::visit([](const auto& held) { return base::Json(held); }, value);
}

base::Result<Value> valueFromJson(const base::Json& json) {
    if (json.is_boolean()) return Value(json.get<bool>());
    if (json.is_string()) return Value(json.get<std::string>());
    const bool tooLarge = json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    if (json.is_number_integer() && !tooLarge) return Value(json.get<std::int64_t>());
    return {base::ErrorCode::InvalidInput, "expected true, false, a whole number or a string"};
}

}  // namespace policy
