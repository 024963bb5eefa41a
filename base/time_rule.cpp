#include "base/time_rule.h"

#include <chrono>

namespace base {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kDay = 86400;

class RuleReader {
public:
    explicit RuleReader(std::string_view text) : m_text(text) {}
    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    bool skip(char c) {
        if (!m_text.starts_with(c))
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    /// "CET", "<+0330>"; what it says is of no interest.
    bool skipName() {
        const bool quoted = skip('<');
        std::size_t length = 0;
        while (length < m_text.size() && (quoted ? m_text[length] != '>' : isLetter(m_text[length])))
            ++length;
        m_text.remove_prefix(length);
        return length >= 3 && (!quoted || skip('>'));
    }
    bool number(int least, int most, int& value) {
        value = 0;
        std::size_t length = 0;
        for (; length < m_text.size() && length < 4 && m_text[length] >= '0' && m_text[length] <= '9'; ++length)
            value = value * 10 + (m_text[length] - '0');
        m_text.remove_prefix(length);
        return length > 0 && value >= least && value <= most;
    }
    /// "-3:30" → seconds.
    bool time(std::int32_t& seconds) {
        const bool negative = skip('-');
        if (!negative)
            skip('+');
        int hour = 0, minute = 0, second = 0;
        if (!number(0, 167, hour) || (skip(':') && !number(0, 59, minute)) || (skip(':') && !number(0, 59, second)))
            return false;
        seconds = (negative ? -1 : 1) * (hour * 3600 + minute * 60 + second);
        return true;
    }
    bool change(TimeRule::Change& made) {
        if (!skip(',') || !day(made))
            return false;
        return !skip('/') || time(made.time);
    }

private:
    static bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
    bool day(TimeRule::Change& made) {
        if (skip('M')) {
            made.kind = TimeRule::DayKind::MonthWeekDay;
            return number(1, 12, made.month) && skip('.') && number(1, 5, made.week) && skip('.') && number(0, 6, made.day);
        }
        made.kind = skip('J') ? TimeRule::DayKind::JulianWithoutLeap : TimeRule::DayKind::Julian;
        return made.kind == TimeRule::DayKind::Julian ? number(0, 365, made.day) : number(1, 365, made.day);
    }
    std::string_view m_text;
};

/// Seconds since 1970 of the change, as the clocks before it show it.
std::int64_t localTimeOf(const TimeRule::Change& change, std::chrono::year year) {
    const sys_days newYear = year / std::chrono::January / 1;
    sys_days day = newYear;
    if (change.kind == TimeRule::DayKind::MonthWeekDay) {
        const auto month = year / static_cast<int>(change.month);
        const std::chrono::weekday weekday(static_cast<unsigned>(change.day));
        day = change.week == 5 ? sys_days(month / weekday[std::chrono::last]) : sys_days(month / weekday[static_cast<unsigned>(change.week)]);
    } else if (change.kind == TimeRule::DayKind::JulianWithoutLeap) {
        day += days(change.day - 1 + (year.is_leap() && change.day >= 60 ? 1 : 0));
    } else {
        day += days(change.day);
    }
    return day.time_since_epoch().count() * kDay + change.time;
}

}  // namespace

std::int32_t TimeRule::offsetAt(std::int64_t seconds) const {
    if (!summer)
        return standard;
    const std::chrono::sys_seconds local{std::chrono::seconds(seconds + standard)};
    const auto year = std::chrono::year_month_day(std::chrono::floor<days>(local)).year();
    const auto begin = localTimeOf(toSummer, year) - standard;
    const auto end = localTimeOf(toStandard, year) - *summer;
    const bool isSummer = begin < end ? seconds >= begin && seconds < end : seconds >= begin || seconds < end;
    return isSummer ? *summer : standard;
}

std::optional<TimeRule> parseTimeRule(std::string_view text) {
    RuleReader reader(text);
    TimeRule rule;
    if (!reader.skipName() || !reader.time(rule.standard))
        return std::nullopt;
    rule.standard = -rule.standard;  // POSIX counts west
    if (reader.atEnd())
        return rule;
    if (!reader.skipName())
        return std::nullopt;
    std::int32_t west = -(rule.standard + 3600);
    RuleReader before = reader;
    if (!reader.time(west)) {
        reader = before;
        west = -(rule.standard + 3600);
    }
    rule.summer = -west;
    if (!reader.change(rule.toSummer) || !reader.change(rule.toStandard) || !reader.atEnd())
        return std::nullopt;
    return rule;
}

}  // namespace base
