// Value: what a setting can hold.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace policy {

/// A set of texts, sorted, each once: makeTextSet.
using TextSet = std::vector<std::string>;
TextSet makeTextSet(std::vector<std::string> texts);

using Value = std::variant<bool, std::int64_t, std::string, TextSet>;

/// For people and for JSON: true, 2000, text, [a, b].
std::string valueText(const Value& value);
base::Json valueToJson(const Value& value);
/// InvalidInput for anything but a boolean, a whole number, a string or a list of strings.
base::Result<Value> valueFromJson(const base::Json& json);

}  // namespace policy
