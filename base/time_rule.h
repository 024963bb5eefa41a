// The rule by which a zone's clocks change each year, as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3". Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace base {

struct TimeRule {
    enum class DayKind { MonthWeekDay, JulianWithoutLeap, Julian };  // M10.5.0, J60, 59
    struct Change {
        DayKind kind = DayKind::MonthWeekDay;
        int month = 0, week = 0, day = 0;   // week 5: the last; day: of the week from Sunday, or of the year
        std::int32_t time = 2 * 3600;       // seconds after midnight on the clocks before the change; may be negative
    };
    std::int32_t standard = 0;              // seconds east of UTC
    std::optional<std::int32_t> summer;     // none: the clocks never change
    Change toSummer, toStandard;

    [[nodiscard]] std::int32_t offsetAt(std::int64_t seconds) const;
};

/// nullopt for anything but such a rule.
std::optional<TimeRule> parseTimeRule(std::string_view text);

}  // namespace base
