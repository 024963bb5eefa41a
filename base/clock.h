// Clock: where code that decides by time gets the time from. Tests give it a clock they turn by hand
// (tests/fakes/fake_clock.h). Thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

class Clock {
public:
    virtual ~Clock() = default;
    /// Wall time, UTC. May jump.
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Time since an arbitrary start; never goes back. For deadlines and durations.
    [[nodiscard]] virtual Duration monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] Duration monotonic() const override;
};

/// RFC 3339, UTC, milliseconds: "2026-11-22T11:11:50.123Z".
std::string formatTimestamp(Timestamp time);
/// Inverse of formatTimestamp; accepts a missing fraction.
Result<Timestamp> parseTimestamp(std::string_view text);
/// For people: "340 ms", "4.2 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string humanDuration(Duration duration);
/// "90s", "15m", "2h", "7d", "500ms" → duration. InvalidInput otherwise.
Result<Duration> parseDuration(std::string_view text);
/// Inverse of parseDuration, in the largest unit that is exact: "90s", "2h". Not for negative durations.
std::string formatDuration(Duration duration);

}  // namespace base
