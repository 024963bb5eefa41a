#include "policy/cel/time_text.h"

#include <array>
#include <chrono>
#include <limits>

namespace policy::cel {

namespace {

constexpr std::int64_t kNanosecondsInSecond = 1'000'000'000;
__extension__ typedef __int128 Wide;

/// Reads from the front of a text; every step says whether it went well.
class Reader {
public:
    explicit Reader(std::string_view text) : m_text(text) {}
    [[nodiscard]] bool atEnd() const { return m_text.empty(); }
    [[nodiscard]] char next() const { return m_text.empty() ? '\0' : m_text.front(); }
    [[nodiscard]] bool atDigit() const { return next() >= '0' && next() <= '9'; }
    char take() {
        const char c = next();
        m_text.remove_prefix(1);
        return c;
    }
    bool skip(std::string_view token) {
        if (!m_text.starts_with(token))
            return false;
        m_text.remove_prefix(token.size());
        return true;
    }
    bool digits(int count, int& value) {
        value = 0;
        for (; count > 0; --count) {
            if (!atDigit())
                return false;
            value = value * 10 + (take() - '0');
        }
        return true;
    }

private:
    std::string_view m_text;
};

/// ".5" → 500000000; no fraction: 0.
bool readFraction(Reader& reader, std::int64_t& nanoseconds) {
    nanoseconds = 0;
    if (!reader.skip("."))
        return true;
    if (!reader.atDigit())
        return false;
    std::int64_t unit = kNanosecondsInSecond / 10;
    for (; reader.atDigit(); unit /= 10) {
        if (unit == 0)
            return false;
        nanoseconds += unit * (reader.take() - '0');
    }
    return true;
}

/// "Z", "+02:00" → seconds east of UTC.
bool readOffset(Reader& reader, std::int64_t& seconds) {
    seconds = 0;
    if (reader.skip("Z"))
        return true;
    const bool west = reader.next() == '-';
    int hours = 0, minutes = 0;
    if (!(reader.skip("-") || reader.skip("+")) || !reader.digits(2, hours) || !reader.skip(":") || !reader.digits(2, minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    seconds = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
};
// A name stands before those that it begins with.
constexpr std::array kUnits{Unit{"ns", 1},
                            Unit{"us", 1000},
                            Unit{"\u00b5s", 1000},
                            Unit{"\u03bcs", 1000},
                            Unit{"ms", 1'000'000},
                            Unit{"s", kNanosecondsInSecond},
                            Unit{"m", 60 * kNanosecondsInSecond},
                            Unit{"h", 3600 * kNanosecondsInSecond}};

/// One "1.5h"; `total` in nanoseconds.
bool readPart(Reader& reader, Wide& total) {
    constexpr Wide kMost = std::numeric_limits<std::int64_t>::max();
    Wide whole = 0, fraction = 0, scale = 1;
    bool any = false;
    for (; reader.atDigit(); any = true) {
        whole = whole * 10 + (reader.take() - '0');
        if (whole > kMost)
            return false;
    }
    if (reader.skip("."))
        for (; reader.atDigit(); any = true) {
            const int digit = reader.take() - '0';
            if (scale < 1'000'000'000'000'000)  // further digits are less than a nanosecond even of hours
                fraction = fraction * 10 + digit, scale *= 10;
        }
    if (!any)
        return false;
    for (const auto& unit : kUnits)
        if (reader.skip(unit.name)) {
            total += whole * unit.nanoseconds + fraction * unit.nanoseconds / scale;
            return total <= kMost;
        }
    return false;
}

std::string fractionText(std::int64_t nanoseconds) {
    if (nanoseconds == 0)
        return {};
    auto digits = std::to_string(kNanosecondsInSecond + nanoseconds);  // the leading 1 keeps the zeros
    digits.front() = '.';
    digits.erase(digits.find_last_not_of('0') + 1);
    return digits;
}

std::string padded(std::int64_t number, std::size_t width) {
    auto digits = std::to_string(number);
    return digits.size() >= width ? digits : std::string(width - digits.size(), '0') + digits;
}

}  // namespace

std::optional<TimestampValue> makeTimestamp(std::int64_t seconds, std::int64_t nanoseconds) {
    auto carry = nanoseconds / kNanosecondsInSecond;
    nanoseconds %= kNanosecondsInSecond;
    if (nanoseconds < 0) {
        nanoseconds += kNanosecondsInSecond;
        --carry;
    }
    if (__builtin_add_overflow(seconds, carry, &seconds) || seconds < kFirstSecond || seconds > kLastSecond)
        return std::nullopt;
    return TimestampValue{seconds, static_cast<std::int32_t>(nanoseconds)};
}

std::optional<DurationValue> makeDuration(std::int64_t seconds, std::int64_t nanoseconds) {
    const Wide total = static_cast<Wide>(seconds) * kNanosecondsInSecond + nanoseconds;
    if (total < std::numeric_limits<std::int64_t>::min() || total > std::numeric_limits<std::int64_t>::max())
        return std::nullopt;
    return DurationValue{static_cast<std::int64_t>(total / kNanosecondsInSecond), static_cast<std::int32_t>(total % kNanosecondsInSecond)};
}

std::optional<TimestampValue> parseTimestampText(std::string_view text) {
    Reader reader(text);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::int64_t nanoseconds = 0, offset = 0;
    const bool wellFormed = reader.digits(4, year) && reader.skip("-") && reader.digits(2, month) && reader.skip("-") && reader.digits(2, day) &&
                            reader.skip("T") && reader.digits(2, hour) && reader.skip(":") && reader.digits(2, minute) && reader.skip(":") &&
                            reader.digits(2, second) && readFraction(reader, nanoseconds) && readOffset(reader, offset) && reader.atEnd();
    const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    if (!wellFormed || !date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return makeTimestamp(days * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds);
}

std::string timestampText(TimestampValue time) {
    const std::chrono::sys_seconds instant{std::chrono::seconds(time.seconds)};
    const auto midnight = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss clock(instant - midnight);
    return padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) + '-' +
           padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(clock.hours().count(), 2) + ':' + padded(clock.minutes().count(), 2) + ':' +
           padded(clock.seconds().count(), 2) + fractionText(time.nanoseconds) + 'Z';
}

std::optional<DurationValue> parseDurationText(std::string_view text) {
    Reader reader(text);
    const bool negative = reader.next() == '-';
    if (negative || reader.next() == '+')
        reader.take();
    if (reader.skip("0") && reader.atEnd())
        return DurationValue{};
    reader = Reader(text.substr(negative || text.starts_with('+') ? 1 : 0));
    if (reader.atEnd())
        return std::nullopt;
    Wide total = 0;
    while (!reader.atEnd())
        if (!readPart(reader, total))
            return std::nullopt;
    if (negative)
        total = -total;
    return makeDuration(0, static_cast<std::int64_t>(total));
}

std::string durationText(DurationValue duration) {
    const bool negative = duration.seconds < 0 || duration.nanoseconds < 0;
    return (negative ? "-" : "") + std::to_string(negative ? -duration.seconds : duration.seconds) +
           fractionText(negative ? -static_cast<std::int64_t>(duration.nanoseconds) : duration.nanoseconds) + "s";
}

}  // namespace policy::cel
