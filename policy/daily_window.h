// DailyWindow: a part of each day by the clocks of a place, written "22:00-05:00"; it may pass midnight. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace policy {

struct DailyWindow {
    std::chrono::seconds begin{0}, end{0};  // after midnight; never equal

    /// nullopt for anything but such a text.
    static std::optional<DailyWindow> parse(std::string_view text);
    [[nodiscard]] std::chrono::seconds length() const;
    /// The last time that the window opened, at `local` or before it. Local times are read as if they were UTC.
    [[nodiscard]] std::chrono::sys_seconds openedAt(std::chrono::sys_seconds local) const;
    [[nodiscard]] bool contains(std::chrono::sys_seconds local) const { return local - openedAt(local) < length(); }
};

}  // namespace policy
