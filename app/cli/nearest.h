// Guesses what a person meant to type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// The candidate that is nearest to `typed` in edits; empty when none is near enough to be meant.
std::string nearest(std::string_view typed, const std::vector<std::string>& candidates);

}  // namespace cli
