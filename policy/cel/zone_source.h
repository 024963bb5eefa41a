// Where the evaluator learns what the clocks of a place show. policy/ reads no files: whoever composes a program gives it one (base/time_zone.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace policy::cel {

class ZoneSource {
public:
    virtual ~ZoneSource() = default;
    /// Seconds east of UTC at the given instant (seconds since 1970) in an IANA zone such as "Europe/Berlin"; nullopt: no such zone. Any thread.
    [[nodiscard]] virtual std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t seconds) const = 0;
};

}  // namespace policy::cel
