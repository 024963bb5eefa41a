#include "base/clock.h"

#include <charconv>
#include <cstdio>
#include <limits>

namespace base {
namespace {

using namespace std::chrono;

bool readNumber(std::string_view& text, std::size_t width, int& out) {
    if (text.size() < width) return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + width, out);
    if (error != std::errc() || end != text.data() + width || out < 0) return false;
    text.remove_prefix(width);
    return true;
}

bool readCharacter(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

Timestamp SystemClock::now() const { return time_point_cast<milliseconds>(system_clock::now()); }
Duration SystemClock::monotonic() const {
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch());
}

std::string formatTimestamp(Timestamp time) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
}

Result<Timestamp> parseTimestamp(std::string_view text) {
    const Error wrong{ErrorCode::InvalidInput, "'" + std::string(text) + "' is not a time like 2026-01-31T12:00:00Z"};
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, ms = 0;
    const bool shape = readNumber(text, 4, y) && readCharacter(text, '-') && readNumber(text, 2, mo) &&
                       readCharacter(text, '-') && readNumber(text, 2, d) && readCharacter(text, 'T') &&
                       readNumber(text, 2, h) && readCharacter(text, ':') && readNumber(text, 2, mi) &&
                       readCharacter(text, ':') && readNumber(text, 2, s);
    if (!shape) return wrong;
    if (readCharacter(text, '.') && !readNumber(text, 3, ms)) return wrong;
    const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
    if (text != "Z" || !date.ok() || h > 23 || mi > 59 || s > 59) return wrong;
    return Timestamp(sys_days(date) + hours(h) + minutes(mi) + seconds(s) + milliseconds(ms));
}

std::string humanDuration(Duration duration) {
    const long long ms = duration.count();
    char text[64];
    if (ms < 1000) {
        std::snprintf(text, sizeof text, "%lld ms", ms);
    } else if (ms < 59'950) {
        std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(ms) / 1000);
    } else if (const long long s = (ms + 500) / 1000; s < 3600) {
        std::snprintf(text, sizeof text, "%lld min %lld s", s / 60, s % 60);
    } else if (s < 86'400) {
        std::snprintf(text, sizeof text, "%lld h %lld min", s / 3600, s % 3600 / 60);
    } else {
        std::snprintf(text, sizeof text, "%lld d %lld h", s / 86'400, s % 86'400 / 3600);
    }
    return text;
}

Result<Duration> parseDuration(std::string_view text) {
    const Error wrong{ErrorCode::InvalidInput,
                      "'" + std::string(text) + "' is not a duration: write a number and a unit, as in 90s, 15m, 2h, 7d"};
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    long long factor = 0;
    if (unit == "ms") factor = 1;
    if (unit == "s") factor = 1000;
    if (unit == "m") factor = 60'000;
    if (unit == "h") factor = 3'600'000;
    if (unit == "d") factor = 86'400'000;
    if (error != std::errc() || number < 0 || factor == 0) return wrong;
    if (number > std::numeric_limits<long long>::max() / factor) return wrong;
    return Duration(number * factor);
}

std::string formatDuration(Duration duration) {
    struct Unit { long long milliseconds; const char* name; };
    constexpr Unit kUnits[] = {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1000, "s"}};
    const long long ms = duration.count();
    for (const auto& unit : kUnits)
        if (ms != 0 && ms % unit.milliseconds == 0) return std::to_string(ms / unit.milliseconds) + unit.name;
    return ms == 0 ? "0s" : std::to_string(ms) + "ms";
}

}  // namespace base
