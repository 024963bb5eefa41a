// Settings: each one is declared once, in the table of setting_table.cpp, with its type, its strictness order and merge
// operator, where it is enforced, and what it means. Everything else about a setting is derived from that table: the
// checks here, setting_schema.h, setting_reference.h, shell completion, the import from the Android Management API.
//
// A setting that no policy names is left at its loosest: nothing is forbidden, nothing is required (looseText).
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "policy/value.h"

namespace policy {

/// How values of one setting from several policies become one. Every operator but Exclusive is commutative, associative
/// and idempotent, and moves towards the stricter value, so that adding a policy never loosens a device.
enum class MergeOperator {
    Or,          // true is stricter
    And,         // false is stricter
    Min,         // the smaller number is stricter
    Max,         // the larger number is stricter
    Union,       // the larger set is stricter: block lists
    Intersect,   // the smaller set is stricter: allow lists
    EnumJoin,    // the later of `choices` is stricter
    Exclusive,   // no order: one source decides; two of the same rank that differ are an error
    MaxVersion,  // the later version is stricter: compareVersions
};

/// Both: a part by the handset's side and a part by the guest; `description` says which.
enum class Enforcement { Hypervisor, Guest, Both };

enum class ValueType { Boolean, Integer, Text, Choice, Texts };

/// What a text, or each text of a set, must look like. formatText says it in words.
enum class Format {
    None,         // any printable text of one line
    Lines,        // any printable text, line breaks too
    Version,      // MAJOR.MINOR.PATCH, as releases have it
    TimeWindow,   // 22:00-05:00, the handset's local time; may pass midnight
    YearPeriod,   // 12-15..01-06, month and day, both included; every year; at most 90 days
    PackageName,  // com.example.app
    HostName,     // dns.example.com or an address
    HostPattern,  // a host name, an address, or *.example.com
    Url,          // https://...
    Email,        // name@example.com
    Language,     // de, pt-BR, zh-Hant-TW
    TimeZone,     // Europe/Vienna
    NetworkName,  // a Wi-Fi network's name: 1 to 32 bytes
};

enum class Area {
    Hardware, Wireless, Network, CrossProfile, Lock, Screen, Calls, Apps, Accounts, System, Updates, Resources,
    Reporting
};

struct Setting {
    std::string_view name;
    ValueType type;
    MergeOperator merge;
    Enforcement enforcement;
    bool survivesCompromisedGuest;  // all of it: a part that the guest enforces does not
    // Integer: bounds. Text and Texts: length of each text in bytes; Texts has at most kMostElements.
    std::int64_t least, most;
    std::string_view unit;  // "kbit/s", "s", ...; empty: none
    // What a handset's report calls that which enforces it ("port.twinset.camera.0", "agent.NAME" for what the agent
    // does itself, "guest.NAME"); empty: not a control. For Both: the handset's part, see guestControl.
    std::string_view control;
    std::string_view description;
    // Choice: loosest first. Texts: the elements there are; empty: any of `format`
    std::span<const std::string_view> choices = {};
    std::string_view atomicGroup = {};  // settings of one such group come from one source; they are Exclusive
    std::string_view since = "1.0";                  // first engine version that knows it
    std::string_view amapi = {};  // the Android Management API's field it is named after, as a path; empty: ours
    Format format = Format::None;
    Area area = Area::System;
};

inline constexpr std::size_t kMostElements = 256;

/// Sorted by name.
std::span<const Setting> allSettings();
/// nullptr when there is no such setting.
const Setting* findSetting(std::string_view name);
/// InvalidInput, naming the nearest known name, for an unknown setting.
base::Result<void> checkSettingName(std::string_view name);
/// The same; or saying what the value must be.
base::Result<void> checkSetting(std::string_view name, const Value& value);

/// The name under which the guest acknowledges it: "guest.NAME"; empty when the guest has no part in it.
std::string guestControl(const Setting& setting);

/// For MaxVersion. Both are of Format::Version; what is not counts as 0.0.0.
std::strong_ordering compareVersions(std::string_view a, std::string_view b);

/// Stable names for JSON and people: "and", "hypervisor", "text-set", "time-window", "cross-profile".
std::string_view mergeOperatorName(MergeOperator op);
std::string_view enforcementName(Enforcement enforcement);
std::string_view valueTypeName(ValueType type);
std::string_view formatName(Format format);
std::string_view areaName(Area area);

/// "a time window such as 22:00-05:00"; and whether `text` is one. Format::None takes any printable line.
std::string_view formatText(Format format);
bool hasFormat(Format format, std::string_view text);

/// What the value must be, in words: "true or false", "a whole number from 8 to 10000000 (kbit/s)", "one of allowed,
/// disallowed".
std::string expectedText(const Setting& setting);
/// What holds when no policy names the setting: "true", "no limit", "allowed", "none", "any", "the phone's own".
std::string_view looseText(const Setting& setting);
/// Which value is stricter: "false", "smaller", "more elements", "later of the choices"; "no order" for Exclusive.
std::string_view stricterText(MergeOperator op);

}  // namespace policy
