// What the clocks of a place show: an interface, so that code that reads no files can be given it. base/time_zone.h has the real one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace base {

class ZoneOffsets {
public:
    virtual ~ZoneOffsets() = default;
    /// Seconds east of UTC at an instant (seconds since 1970) in an IANA zone such as "Europe/Berlin"; nullopt: no such zone. Any thread.
    [[nodiscard]] virtual std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t seconds) const = 0;
};

}  // namespace base
