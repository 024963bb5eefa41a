// Value: what a setting can hold.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/json.h"
#include "base/result.h"

namespace policy {

using Value = std::variant<bool, std::int64_t, std::string>;

/// For people and for JSON: true, 2000, "text".
std::string valueText(const Value& value);
base::Json valueToJson(const Value& value);
/// InvalidInput for anything but a boolean, a whole number or a string.
base::Result<Value> valueFromJson(const base::Json& json);

}  // namespace policy
