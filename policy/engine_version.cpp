#include "policy/engine_version.h"

#include <charconv>

namespace policy {

std::string engineVersionText(EngineVersion version) {
    return std::to_string(version.generation) + "." + std::to_string(version.revision);
}

base::Result<EngineVersion> engineVersionFromText(std::string_view text) {
    EngineVersion version;
    const auto* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, version.generation);
    if (first.ec == std::errc() && first.ptr != end && *first.ptr == '.') {
        const auto second = std::from_chars(first.ptr + 1, end, version.revision);
        if (second.ec == std::errc() && second.ptr == end && engineVersionText(version) == text) return version;
    }
    return {base::ErrorCode::InvalidInput, "'" + std::string(text.substr(0, 32)) + "' is not an engine version like 1.0"};
}

}  // namespace policy
