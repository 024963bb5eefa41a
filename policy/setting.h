// Settings: each one is declared once, in one table, with its type, its strictness order and merge operator, where it is
// enforced, and what it means. Everything else about a setting is derived from that table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/value.h"

namespace policy {

/// How values of one setting from several policies become one. Every operator but Exclusive is commutative, associative and
/// idempotent, and moves towards the stricter value, so that adding a policy never loosens a device.
enum class MergeOperator {
    Or,         // true is stricter
    And,        // false is stricter
    Min,        // the smaller number is stricter
    Max,        // the larger number is stricter
    Union,      // the larger set is stricter: block lists
    Intersect,  // the smaller set is stricter: allow lists
    EnumJoin,   // the later of `choices` is stricter
    Exclusive,  // no order: one source decides; two of the same rank that differ are an error
};

enum class Enforcement { Hypervisor, Guest, Both };

enum class ValueType { Boolean, Integer, Text, Choice, Texts };

struct Setting {
    std::string_view name;
    ValueType type;
    MergeOperator merge;
    Enforcement enforcement;
    bool survivesCompromisedGuest;
    std::int64_t least, most;  // Integer: bounds. Text and Texts: length of each text; Texts has at most kMostElements
    std::string_view unit;     // "kbit/s", "s", ...; empty: none
    std::string_view control;  // what a handset's report calls that which enforces it; empty: not a control
    std::string_view description;
    std::span<const std::string_view> choices = {};  // Choice: loosest first
    std::string_view atomicGroup = {};               // settings of one such group come from one source; they are Exclusive
    std::string_view since = "1.0";                  // first engine version that knows it
    std::string_view amapi = {};                     // the Android Management API's field it is named after, as a path; empty: ours
};

inline constexpr std::size_t kMostElements = 256;

std::span<const Setting> allSettings();
/// nullptr when there is no such setting.
const Setting* findSetting(std::string_view name);
/// InvalidInput, naming the nearest known name, for an unknown setting; or saying what the value must be.
base::Result<void> checkSetting(std::string_view name, const Value& value);

/// Stable names for JSON and people: "and", "hypervisor", "text-set".
std::string_view mergeOperatorName(MergeOperator op);
std::string_view enforcementName(Enforcement enforcement);
std::string_view valueTypeName(ValueType type);

}  // namespace policy
