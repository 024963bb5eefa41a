// Points and spans of time as CEL writes and reads them, and their ranges. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/cel/value.h"

namespace policy::cel {

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999999Z.
inline constexpr std::int64_t kFirstSecond = -62135596800;
inline constexpr std::int64_t kLastSecond = 253402300799;
/// The whole seconds of the longest duration: 2^63 - 1 nanoseconds, about 292 years, as in the reference
/// implementation.
inline constexpr std::int64_t kMostDurationSeconds = 9223372036;

/// RFC 3339 with up to nine digits of fraction. nullopt for anything else, and outside of the range.
std::optional<TimestampValue> parseTimestampText(std::string_view text);
/// RFC 3339, UTC, with as many digits of fraction as needed: "2009-02-13T23:31:30.5Z".
std::string timestampText(TimestampValue time);
/// As Go writes durations: "1h30m5.5s", "-2ms", "0". nullopt for anything else, and outside of the range.
std::optional<DurationValue> parseDurationText(std::string_view text);
/// Seconds with as many digits of fraction as needed: "5405.5s".
std::string durationText(DurationValue duration);

/// From seconds and any number of nanoseconds; nullopt outside of the range.
std::optional<TimestampValue> makeTimestamp(std::int64_t seconds, std::int64_t nanoseconds);
std::optional<DurationValue> makeDuration(std::int64_t seconds, std::int64_t nanoseconds);

}  // namespace policy::cel
