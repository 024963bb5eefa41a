// What the gateway's JSON says, in words for people. Nothing here throws or trusts the shape: a member that is missing
// or of another type reads as empty.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"

namespace cli {

/// The member at a path such as "handset.name"; a null when there is none.
const base::Json& at(const base::Json& json, std::string_view path);
/// Text as it is, numbers and booleans as JSON writes them, empty for null and anything else.
std::string textAt(const base::Json& json, std::string_view path);
std::int64_t numberAt(const base::Json& json, std::string_view path);
double fractionAt(const base::Json& json, std::string_view path);
bool trueAt(const base::Json& json, std::string_view path);
bool hasAt(const base::Json& json, std::string_view path);
std::optional<base::Timestamp> timeAt(const base::Json& json, std::string_view path);

/// "10.5 MiB" from a number of bytes; empty when there is none.
std::string sizeAt(const base::Json& json, std::string_view path);
/// "61 ms" from a number of milliseconds.
std::string durationAt(const base::Json& json, std::string_view path);

/// "12 s ago", "3 min ago", "5 h ago", "4 d ago", "in 2 h"; the date when it is more than 60 days away.
std::string age(base::Timestamp then, base::Timestamp now);
/// The same for a member; empty when there is none.
std::string ageAt(const base::Json& json, std::string_view path, base::Timestamp now);
/// "2026-11-22 11:40:10 UTC (3 min ago)"
std::string momentAt(const base::Json& json, std::string_view path, base::Timestamp now);

/// "application-consistent" when the guest froze its file systems for it, "crash-consistent" (as after a power cut) when not.
std::string consistencyAt(const base::Json& json, std::string_view path);

/// "yes" and "no"; empty for anything else.
std::string yesNoAt(const base::Json& json, std::string_view path);

/// "camera.allowed = false, network.allowed = true"; "none" for an empty object.
std::string settingsText(const base::Json& settings);

/// The texts of an array, with commas; an object as settingsText has it; anything else as textAt has it.
std::string joinedText(const base::Json& json);
/// "reference-work 1.0.0" from {image, version}; a text as it is.
std::string releaseText(const base::Json& release);

/// "pixel-01/work" when a phone has those members; its name, its id.
std::string phoneText(const base::Json& phone);
/// The name and the id: "pixel-01 (hs-…)"; whichever there is.
std::string namedText(const base::Json& object);

}  // namespace cli
