// The parts of points and spans of time, with and without a time zone.
#include <chrono>

#include "base/zone_offsets.h"
#include "policy/cel/standard_groups.h"
#include "policy/cel/time_text.h"

namespace policy::cel {

using namespace types;

namespace {

using Arguments = std::span<const Value>;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

/// What calendar and clock show.
struct Shown {
    year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::seconds> clock;
    std::int64_t dayOfWeek, dayOfYear, milliseconds;
};

Shown shownAt(TimestampValue time, std::int64_t offset) {
    const std::chrono::sys_seconds local{std::chrono::seconds(time.seconds + offset)};
    const auto midnight = std::chrono::floor<days>(local);
    const year_month_day date(midnight);
    const auto newYear = sys_days(date.year() / std::chrono::January / 1);
    return {date, std::chrono::hh_mm_ss(local - midnight), std::chrono::weekday(midnight).c_encoding(), (midnight - newYear).count(),
            time.nanoseconds / 1'000'000};
}

bool isZoneDigit(char c) { return c >= '0' && c <= '9'; }

/// "+02:00", "-02:30", "02:00".
std::optional<std::int64_t> fixedOffset(std::string_view zone) {
    const bool west = zone.starts_with('-');
    if (west || zone.starts_with('+'))
        zone.remove_prefix(1);
    if (zone.size() != 5 || zone[2] != ':' || !isZoneDigit(zone[0]) || !isZoneDigit(zone[1]) || !isZoneDigit(zone[3]) || !isZoneDigit(zone[4]))
        return std::nullopt;
    const int hours = (zone[0] - '0') * 10 + zone[1] - '0', minutes = (zone[3] - '0') * 10 + zone[4] - '0';
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

std::optional<std::int64_t> offsetOf(std::string_view zone, TimestampValue time, const CallContext& context) {
    if (zone == "UTC" || zone.empty())
        return 0;
    if (const auto offset = fixedOffset(zone))
        return offset;
    return context.zones != nullptr ? context.zones->offsetAt(zone, time.seconds) : std::nullopt;
}

Value unknownZone(const std::string& zone, const CallContext& context) {
    return Value::error("unknown time zone \"" + zone + "\": " +
                        (context.zones != nullptr ? "write a name such as Europe/Berlin or an offset such as +02:00"
                                                  : "no names are known here, write UTC or an offset such as +02:00"));
}

using Part = std::int64_t (*)(const Shown&);

template <Part part>
Value inUtc(Arguments a, CallContext&) {
    return Value(part(shownAt(a[0].timestamp(), 0)));
}
template <Part part>
Value inZone(Arguments a, CallContext& context) {
    const auto offset = offsetOf(a[1].text(), a[0].timestamp(), context);
    return offset ? Value(part(shownAt(a[0].timestamp(), *offset))) : unknownZone(a[1].text(), context);
}

std::int64_t year(const Shown& shown) { return static_cast<int>(shown.date.year()); }
std::int64_t month(const Shown& shown) { return static_cast<unsigned>(shown.date.month()) - 1; }
std::int64_t date(const Shown& shown) { return static_cast<unsigned>(shown.date.day()); }
std::int64_t dayOfMonth(const Shown& shown) { return date(shown) - 1; }
std::int64_t dayOfWeek(const Shown& shown) { return shown.dayOfWeek; }
std::int64_t dayOfYear(const Shown& shown) { return shown.dayOfYear; }
std::int64_t hours(const Shown& shown) { return shown.clock.hours().count(); }
std::int64_t minutes(const Shown& shown) { return shown.clock.minutes().count(); }
std::int64_t seconds(const Shown& shown) { return shown.clock.seconds().count(); }
std::int64_t milliseconds(const Shown& shown) { return shown.milliseconds; }

Value hoursOfDuration(Arguments a, CallContext&) { return Value(a[0].duration().seconds / 3600); }
Value minutesOfDuration(Arguments a, CallContext&) { return Value(a[0].duration().seconds / 60); }
Value secondsOfDuration(Arguments a, CallContext&) { return Value(a[0].duration().seconds); }
Value millisecondsOfDuration(Arguments a, CallContext&) { return Value(static_cast<std::int64_t>(a[0].duration().nanoseconds / 1'000'000)); }

template <Part part>
void add(FunctionTable& table, const char* function, const std::string& id) {
    table.add({function, id, true, {kTimestamp}, kInt, inUtc<part>});
    table.add({function, id + "_with_tz", true, {kTimestamp, kString}, kInt, inZone<part>});
}

}  // namespace

void addTimeFunctions(FunctionTable& table) {
    add<year>(table, "getFullYear", "timestamp_to_year");
    add<month>(table, "getMonth", "timestamp_to_month");
    add<dayOfYear>(table, "getDayOfYear", "timestamp_to_day_of_year");
    add<dayOfMonth>(table, "getDayOfMonth", "timestamp_to_day_of_month");
    add<date>(table, "getDate", "timestamp_to_day_of_month_1_based");
    add<dayOfWeek>(table, "getDayOfWeek", "timestamp_to_day_of_week");
    add<hours>(table, "getHours", "timestamp_to_hours");
    table.add({"getHours", "duration_to_hours", true, {kDuration}, kInt, hoursOfDuration});
    add<minutes>(table, "getMinutes", "timestamp_to_minutes");
    table.add({"getMinutes", "duration_to_minutes", true, {kDuration}, kInt, minutesOfDuration});
    add<seconds>(table, "getSeconds", "timestamp_to_seconds");
    table.add({"getSeconds", "duration_to_seconds", true, {kDuration}, kInt, secondsOfDuration});
    add<milliseconds>(table, "getMilliseconds", "timestamp_to_milliseconds");
    table.add({"getMilliseconds", "duration_to_milliseconds", true, {kDuration}, kInt, millisecondsOfDuration});
}

}  // namespace policy::cel
