// Attributes: what conditions may ask about a virtual phone, its handset and its person. Declared once, in the table of
// attribute.cpp; the condition language's schema, the engine's columns, docs/policy-language.md and completion come
// from it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/zone_offsets.h"
#include "policy/cel/environment.h"

namespace policy {

enum class AttributeType { Boolean, Integer, Number, Text, Version, Time, TextList, TextMap };

struct Attribute {
    std::string_view name;  // "device.model", "phone.persona", "user.email"
    AttributeType type;
    bool always;  // has a value for every phone; otherwise has() may be false and reading it then fails
    std::string_view description;
};

std::span<const Attribute> allAttributes();
/// Place in allAttributes(); nullopt when there is none of that name.
std::optional<std::size_t> attributeIndex(std::string_view name);

/// monostate: absent. Version is held as text. TextMap as key, value, key, value ... sorted by key.
using AttributeValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, base::Timestamp, std::vector<std::string>>;

/// One virtual phone with its handset and person: a value for each attribute, in the order of allAttributes().
struct PhoneFacts {
    std::string phone;  // id, also the row's key
    std::vector<AttributeValue> values;
};

/// Gives conditions the clocks of places, as in `now.getHours("Europe/Zurich")`. Called once, by a program's main,
/// before conditionEnvironment(); without it only UTC and offsets such as "+01:00" are known.
void useTimeZones(std::shared_ptr<const base::ZoneOffsets> zones);

/// `device`, `phone`, `user` as structs of the attributes, and `now`; all functions; the default limits. Made once.
const cel::Environment& conditionEnvironment();

}  // namespace policy
