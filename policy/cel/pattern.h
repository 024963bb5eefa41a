// Regular expressions of conditions: RE2's syntax, in linear time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace policy::cel {

/// Never null; ask ok().
std::unique_ptr<const re2::RE2> compilePattern(const std::string& pattern);
/// Steps that a search costs at worst: RE2 walks the text once, with as many states at a time as the pattern has.
constexpr std::uint64_t matchingCost(std::size_t patternBytes, std::size_t textBytes) {
    return 1 + (1 + patternBytes / 32) * (textBytes / 32);
}

}  // namespace policy::cel
