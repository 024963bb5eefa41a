// Suggestions: what somebody who mistyped a name most likely meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace policy::cel {

/// The nearest of `known` when it is near enough to be meant: the same but for case, or few letters away. The first one
/// of several that are as near.
std::optional<std::string_view> nearestName(std::string_view wanted, std::span<const std::string_view> known);

/// What another language calls something that has another name here: "len" -> "size".
std::optional<std::string_view> nameElsewhere(std::string_view wanted);

}  // namespace policy::cel
