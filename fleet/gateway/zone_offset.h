// What the clocks of a zone show; UTC is known everywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/zone_offsets.h"

namespace fleet {

/// Seconds east of UTC at an instant, in seconds since 1970. `zones` may be null.
inline std::optional<std::int32_t> offsetIn(const std::string& zone, std::int64_t at, const base::ZoneOffsets* zones) {
    if (zone == "UTC") return 0;
    return zones == nullptr ? std::nullopt : zones->offsetAt(zone, at);
}

}  // namespace fleet
