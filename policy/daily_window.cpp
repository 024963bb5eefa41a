#include "policy/daily_window.h"

namespace policy {
namespace {

/// "22:05"
std::optional<std::chrono::seconds> timeOfDay(std::string_view text) {
    const auto digit = [&](std::size_t at, char most) { return text[at] >= '0' && text[at] <= most; };
    if (text.size() != 5 || text[2] != ':' || !digit(0, '2') || !digit(1, '9') || !digit(3, '5') || !digit(4, '9'))
        return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0'), minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23) return std::nullopt;
    return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

}  // namespace

std::optional<DailyWindow> DailyWindow::parse(std::string_view text) {
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    const auto begin = timeOfDay(text.substr(0, 5)), end = timeOfDay(text.substr(6));
    if (!begin || !end || *begin == *end) return std::nullopt;
    return DailyWindow{*begin, *end};
}

std::chrono::seconds DailyWindow::length() const {
    return end > begin ? end - begin : end - begin + std::chrono::days(1);
}

std::chrono::sys_seconds DailyWindow::openedAt(std::chrono::sys_seconds local) const {
    const auto today = std::chrono::floor<std::chrono::days>(local) + begin;
    return today <= local ? today : today - std::chrono::days(1);
}

}  // namespace policy
