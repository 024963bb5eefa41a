// What a text of each Format looks like. Written by hand instead of regular expressions: each is a few rules, and policy/ is read on handsets.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "policy/daily_window.h"
#include "policy/setting.h"

namespace policy {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Splits at `separator`; at most `most` parts, else none.
std::optional<std::vector<std::string_view>> parts(std::string_view text, char separator, std::size_t most) {
    std::vector<std::string_view> all;
    while (true) {
        const auto at = text.find(separator);
        all.push_back(text.substr(0, at));
        if (all.size() > most) return std::nullopt;
        if (at == std::string_view::npos) return all;
        text.remove_prefix(at + 1);
    }
}

/// A number without sign and without leading zeros.
std::optional<std::uint32_t> plainNumber(std::string_view text) {
    std::uint32_t number = 0;
    if (text.empty() || (text.size() > 1 && text.front() == '0') || !std::all_of(text.begin(), text.end(), isDigit)) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<int> twoDigits(std::string_view text, int least, int most) {
    if (text.size() != 2 || !isDigit(text[0]) || !isDigit(text[1])) return std::nullopt;
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number < least || number > most ? std::nullopt : std::optional(number);
}

std::optional<std::array<std::uint32_t, 3>> version(std::string_view text) {
    const auto numbers = parts(text, '.', 3);
    if (!numbers || numbers->size() != 3) return std::nullopt;
    std::array<std::uint32_t, 3> read{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto number = plainNumber((*numbers)[i]);
        if (!number) return std::nullopt;
        read[i] = *number;
    }
    return read;
}

/// 1 to 366, as in a leap year, so that 02-29 is a day.
std::optional<int> dayOfYear(std::string_view text) {
    constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (text.size() != 5 || text[2] != '-') return std::nullopt;
    const auto month = twoDigits(text.substr(0, 2), 1, 12);
    if (!month) return std::nullopt;
    const auto day = twoDigits(text.substr(3), 1, kDays[static_cast<std::size_t>(*month - 1)]);
    if (!day) return std::nullopt;
    int before = 0;
    for (int i = 0; i < *month - 1; ++i) before += kDays[static_cast<std::size_t>(i)];
    return before + *day;
}

bool isYearPeriod(std::string_view text) {
    constexpr int kMostDays = 90;
    if (text.size() != 12 || text.substr(5, 2) != "..") return false;
    const auto from = dayOfYear(text.substr(0, 5)), to = dayOfYear(text.substr(7));
    if (!from || !to) return false;
    const int days = (*to >= *from ? *to - *from : *to + 366 - *from) + 1;
    return days <= kMostDays;
}

bool isPackageName(std::string_view text) {
    const auto names = parts(text, '.', 32);
    if (!names || names->size() < 2) return false;
    return std::all_of(names->begin(), names->end(), [](std::string_view name) {
        return !name.empty() && isLetter(name.front()) &&
               std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
    });
}

bool isHostLabel(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '-'; });
}

bool isIp6(std::string_view text) {
    const auto groups = parts(text, ':', 8);
    if (!groups || groups->size() < 3) return false;
    const auto doubled = text.find("::");
    if (doubled != std::string_view::npos && text.find("::", doubled + 1) != std::string_view::npos) return false;
    if (doubled == std::string_view::npos && groups->size() != 8) return false;
    if ((text.front() == ':' && doubled != 0) || (text.back() == ':' && doubled != text.size() - 2)) return false;
    return std::all_of(groups->begin(), groups->end(), [](std::string_view group) {
        return group.size() <= 4 && std::all_of(group.begin(), group.end(), [](char c) {
                   return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
               });
    });
}

bool isHostName(std::string_view text) {
    if (text.size() > 253) return false;
    if (text.find(':') != std::string_view::npos) return isIp6(text);
    const auto labels = parts(text, '.', 127);
    if (!labels || !std::all_of(labels->begin(), labels->end(), isHostLabel)) return false;
    if (!std::all_of(labels->back().begin(), labels->back().end(), isDigit)) return true;
    return labels->size() == 4 && std::all_of(labels->begin(), labels->end(), [](std::string_view label) {
               const auto number = plainNumber(label);
               return number && *number <= 255;
           });
}

bool isPrintable(std::string_view text, bool lines) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte >= 0x20 && byte != 0x7f) || (lines && c == '\n');
    });
}

bool isUrl(std::string_view text) {
    const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
    if (scheme == 0 || !isPrintable(text, false) || text.find(' ') != std::string_view::npos) return false;
    auto host = text.substr(scheme, text.find_first_of("/?#", scheme) - scheme);
    if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
        const auto port = plainNumber(host.substr(colon + 1));
        if (!port || *port == 0 || *port > 65'535) return false;
        host = host.substr(0, colon);
    }
    return isHostName(host);
}

bool isEmail(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && isPrintable(text, false) && text.find(' ') == std::string_view::npos &&
           isHostName(text.substr(at + 1)) && text.find('.', at) != std::string_view::npos;
}

bool isLanguage(std::string_view text) {
    const auto tags = parts(text, '-', 8);
    if (!tags || tags->front().size() < 2 || tags->front().size() > 3) return false;
    if (!std::all_of(tags->front().begin(), tags->front().end(), [](char c) { return c >= 'a' && c <= 'z'; })) return false;
    return std::all_of(tags->begin() + 1, tags->end(), [](std::string_view tag) {
        return tag.size() >= 2 && tag.size() <= 8 && std::all_of(tag.begin(), tag.end(), [](char c) { return isLetter(c) || isDigit(c); });
    });
}

bool isTimeZone(std::string_view text) {
    if (text == "UTC") return true;
    const auto names = parts(text, '/', 3);
    if (!names || names->size() < 2) return false;
    return std::all_of(names->begin(), names->end(), [](std::string_view name) {
        return !name.empty() && isLetter(name.front()) &&
               std::all_of(name.begin(), name.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '+'; });
    });
}

}  // namespace

bool hasFormat(Format format, std::string_view text) {
    switch (format) {
        case Format::None: return isPrintable(text, false);
        case Format::Lines: return isPrintable(text, true);
        case Format::Version: return version(text).has_value();
        case Format::TimeWindow: return DailyWindow::parse(text).has_value();
        case Format::YearPeriod: return isYearPeriod(text);
        case Format::PackageName: return isPackageName(text);
        case Format::HostName: return isHostName(text);
        case Format::HostPattern: return isHostName(text.starts_with("*.") ? text.substr(2) : text);
        case Format::Url: return isUrl(text);
        case Format::Email: return isEmail(text);
        case Format::Language: return isLanguage(text);
        case Format::TimeZone: return isTimeZone(text);
        case Format::NetworkName: return isPrintable(text, false);
    }
    return false;
}

std::string_view formatText(Format format) {
    switch (format) {
        case Format::None: return "a text of one line";
        case Format::Lines: return "a text";
        case Format::Version: return "a version such as 1.2.0";
        case Format::TimeWindow: return "a time window such as 22:00-05:00";
        case Format::YearPeriod: return "a period of at most 90 days of the year such as 12-15..01-06";
        case Format::PackageName: return "an app's name such as com.example.mail";
        case Format::HostName: return "a host name or an address";
        case Format::HostPattern: return "a host name, an address or a pattern such as *.example.com";
        case Format::Url: return "an http or https URL";
        case Format::Email: return "an email address";
        case Format::Language: return "a language tag such as de or pt-BR";
        case Format::TimeZone: return "a time zone such as Europe/Vienna";
        case Format::NetworkName: return "a Wi-Fi network's name";
    }
    return "";
}

std::string_view formatName(Format format) {
    constexpr std::array<std::string_view, 13> kNames{"line",         "text", "version", "time-window", "year-period", "package-name", "host-name",
                                                      "host-pattern", "url",  "email",   "language",    "time-zone",   "network-name"};
    return kNames[static_cast<std::size_t>(format)];
}

std::strong_ordering compareVersions(std::string_view a, std::string_view b) {
    return version(a).value_or(std::array<std::uint32_t, 3>{}) <=> version(b).value_or(std::array<std::uint32_t, 3>{});
}

}  // namespace policy
