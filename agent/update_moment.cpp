#include "agent/update_moment.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "policy/daily_window.h"
#include "policy/setting.h"

namespace agent {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using Settings = std::map<std::string, policy::Value>;

constexpr const char* kAutomatic = "update.automatic";
constexpr const char* kWindow = "update.window";
constexpr const char* kFreezePeriods = "update.freezePeriods";
constexpr int kMostDaysAhead = 366;

/// A part of a day, from `begin` to before `end`.
struct DayPart {
    std::chrono::seconds begin{0};
    std::chrono::seconds end = std::chrono::days(1);
};

/// The number that `text` has at `at`, two digits; the format was checked before.
unsigned twoDigits(std::string_view text, std::size_t at) {
    unsigned number = 0;
    (void)std::from_chars(text.data() + at, text.data() + at + 2, number);
    return number;
}

/// A window that passes midnight is two parts of each day.
std::vector<DayPart> windowParts(const policy::DailyWindow& window) {
    if (window.begin < window.end) return {DayPart{window.begin, window.end}};
    return {DayPart{std::chrono::seconds(0), window.end}, DayPart{window.begin, std::chrono::days(1)}};
}

/// "12-15..01-06", both days included.
bool contains(const std::string& period, sys_days day) {
    const std::chrono::year_month_day date(day);
    const auto today = static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day());
    const auto first = twoDigits(period, 0) * 100 + twoDigits(period, 3);
    const auto last = twoDigits(period, 7) * 100 + twoDigits(period, 10);
    return first <= last ? today >= first && today <= last : today >= first || today <= last;
}

std::chrono::seconds offsetAt(const Settings& settings, base::Timestamp now, const base::ZoneOffsets* zones) {
    const auto found = settings.find("time.zone");
    const auto* zone = found == settings.end() ? nullptr : std::get_if<std::string>(&found->second);
    if (zone == nullptr || zones == nullptr) return std::chrono::seconds(0);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return std::chrono::seconds(zones->offsetAt(*zone, seconds).value_or(0));
}

struct Calendar {
    std::vector<DayPart> parts{DayPart{}};
    policy::TextSet freezes;

    [[nodiscard]] bool frozen(sys_days day) const {
        return std::any_of(freezes.begin(), freezes.end(), [&](const std::string& period) { return contains(period, day); });
    }

    /// The first permitted moment at `from` or after it, local time; nothing within a year.
    [[nodiscard]] std::optional<sys_seconds> next(sys_seconds from) const {
        const auto today = std::chrono::floor<std::chrono::days>(from);
        for (auto day = today; day <= today + std::chrono::days(kMostDaysAhead); day += std::chrono::days(1)) {
            if (frozen(day)) continue;
            for (const auto& part : parts) {
                const auto moment = std::max<sys_seconds>(day + part.begin, from);
                if (moment < day + part.end) return moment;
            }
        }
        return std::nullopt;
    }
};

/// False when a setting does not have the form that the table of settings declares.
bool readCalendar(const Settings& settings, Calendar& calendar) {
    for (const auto* name : {kWindow, kFreezePeriods}) {
        const auto found = settings.find(name);
        if (found == settings.end()) continue;
        if (!policy::checkSetting(name, found->second)) return false;
        if (const auto* window = std::get_if<std::string>(&found->second)) calendar.parts = windowParts(*policy::DailyWindow::parse(*window));
        if (const auto* periods = std::get_if<policy::TextSet>(&found->second)) calendar.freezes = *periods;
    }
    return true;
}

std::string until(std::optional<sys_seconds> local, std::chrono::seconds offset) {
    return local ? " until " + base::formatTimestamp(base::Timestamp(*local - offset)) : " and there is no such time within a year";
}

}  // namespace

UpdateMoment updateMoment(const Settings& settings, base::Timestamp now, bool stopped, const base::ZoneOffsets* zones) {
    Calendar calendar;
    if (!readCalendar(settings, calendar)) return {false, kWindow, "waits: the policy's update times cannot be read; correct them at the fleet"};
    const auto offset = offsetAt(settings, now, zones);
    const auto local = std::chrono::floor<std::chrono::seconds>(now) + offset;
    const auto next = calendar.next(local);
    if (next != local) {
        const bool frozen = calendar.frozen(std::chrono::floor<std::chrono::days>(local));
        return {false, frozen ? kFreezePeriods : kWindow,
                std::string(frozen ? "waits for the end of the freeze period" : "waits for the update window") + until(next, offset)};
    }
    const auto automatic = settings.find(kAutomatic);
    const auto* allowed = automatic == settings.end() ? nullptr : std::get_if<bool>(&automatic->second);
    if (stopped || allowed == nullptr || *allowed) return {};
    return {false, kAutomatic, "waits for the virtual phone's next restart"};
}

}  // namespace agent
