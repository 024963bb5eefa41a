// ViolationTimes: for one compliance rule, since when which phones violate it. Sixteen bytes for each violation.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace policy::engine {

class ViolationTimes {
public:
    void begin(std::uint32_t row, base::Timestamp at);
    void end(std::uint32_t row);
    [[nodiscard]] std::optional<base::Timestamp> beganAt(std::uint32_t row) const;

private:
    using Entry = std::pair<std::uint32_t, std::int64_t>;
    std::vector<std::vector<Entry>> m_chunks;  // by chunk of rows; sorted by row
};

}  // namespace policy::engine
