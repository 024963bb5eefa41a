// EngineVersion: which settings and operators a program knows. Settings say since which version they exist
// (policy/setting.h); a signed policy says the oldest one that understands all of it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace policy {

struct EngineVersion {
    std::uint16_t generation = 0, revision = 0;
    auto operator<=>(const EngineVersion&) const = default;
};

/// What this program knows. A setting whose `since` is newer cannot be in its table.
inline constexpr EngineVersion kEngineVersion{1, 0};

/// "1.0".
std::string engineVersionText(EngineVersion version);
/// Inverse of engineVersionText; InvalidInput for anything else, leading zeros included.
base::Result<EngineVersion> engineVersionFromText(std::string_view text);

}  // namespace policy
