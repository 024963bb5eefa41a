#include "fleet/gateway/retention.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "fleet/gateway/zone_offset.h"

namespace fleet {
namespace {

using base::ErrorCode;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;

constexpr std::int64_t kMostKept = 10'000;

/// What the clocks show, as if it were UTC.
using LocalTime = std::chrono::sys_seconds;

struct Period {
    const char* name;
    unsigned RetentionRule::*count;
    std::int64_t (*numberOf)(LocalTime time);  // of the hour, day, ... that the time is in
};

std::int64_t dayOf(LocalTime time) { return floor<days>(time).time_since_epoch().count(); }
std::int64_t floorDivide(std::int64_t number, std::int64_t by) { return (number - ((number % by) + by) % by) / by; }
std::chrono::year_month_day dateOf(LocalTime time) { return std::chrono::year_month_day(floor<days>(time)); }

constexpr std::array kPeriods{
    Period{"hourly", &RetentionRule::hourly,
           [](LocalTime time) -> std::int64_t { return floor<hours>(time).time_since_epoch().count(); }},
    Period{"daily", &RetentionRule::daily, dayOf},
    // The first of January 1970 was a Thursday.
    Period{"weekly", &RetentionRule::weekly, [](LocalTime time) { return floorDivide(dayOf(time) + 3, 7); }},
    Period{"monthly", &RetentionRule::monthly,
           [](LocalTime time) -> std::int64_t {
               const auto date = dateOf(time);
               return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
           }},
    Period{"yearly", &RetentionRule::yearly,
           [](LocalTime time) -> std::int64_t { return static_cast<int>(dateOf(time).year()); }},
};

base::Error unknownZone(const std::string& zone) {
    return {ErrorCode::InvalidInput,
            "the time zone '" + zone + "' is not known here: use a name such as Europe/Berlin, or UTC"};
}

}  // namespace

base::Result<std::vector<std::vector<std::string>>> retainedBy(const RetentionRule& rule,
                                                               const std::vector<RetainedPoint>& points,
                                                               const base::ZoneOffsets* zones) {
    std::vector<std::vector<std::string>> reasons(points.size());
    std::vector<LocalTime> local;
    for (const auto& point : points) {
        const auto utc = floor<std::chrono::seconds>(point.takenAt);
        const auto offset = offsetIn(rule.timeZone, utc.time_since_epoch().count(), zones);
        if (!offset) return unknownZone(rule.timeZone);
        local.push_back(utc + std::chrono::seconds(*offset));
    }
    const auto proved = std::find_if(points.begin(), points.end(), [](const auto& point) { return point.proved; });
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i == 0) reasons[i].emplace_back("newest");
        if (points.begin() + static_cast<std::ptrdiff_t>(i) == proved) reasons[i].emplace_back("newest proved");
        if (points[i].origin) reasons[i].emplace_back("origin");
        if (i < rule.last) reasons[i].emplace_back("last");
    }
    for (const auto& period : kPeriods) {
        std::optional<std::int64_t> former;
        auto left = rule.*period.count;
        for (std::size_t i = 0; i < points.size() && left > 0; ++i) {
            const auto number = period.numberOf(local[i]);
            if (former == number) continue;
            former = number;
            --left;
            reasons[i].emplace_back(period.name);
        }
    }
    return reasons;
}

base::Result<RetentionRule> readRetentionRule(const base::Json& json, const base::ZoneOffsets* zones) {
    base::ObjectReader reader(json, "keep");
    RetentionRule rule;
    const auto count = [&](std::string_view name) {
        return reader.has(name) ? static_cast<unsigned>(reader.integer(name, 0, kMostKept)) : 0U;
    };
    rule.last = count("last");
    for (const auto& period : kPeriods) rule.*period.count = count(period.name);
    rule.timeZone = reader.textOr("timeZone", "UTC");
    TWINSET_TRY(reader.finish());
    if (!offsetIn(rule.timeZone, 0, zones)) return unknownZone(rule.timeZone);
    RetentionRule nothing;
    nothing.timeZone = rule.timeZone;
    if (rule == nothing)
        return {ErrorCode::InvalidInput, "this would keep nothing but the newest restore point: say how many of which "
                                         "are to be kept, for instance {\"last\": 1}"};
    return rule;
}

base::Json retentionRuleJson(const RetentionRule& rule) {
    base::Json json{{"last", rule.last}, {"timeZone", rule.timeZone}};
    for (const auto& period : kPeriods) json[period.name] = rule.*period.count;
    return json;
}

}  // namespace fleet
