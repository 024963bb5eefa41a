// base64 with the standard alphabet (RFC 4648, section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy::cel {

/// With padding.
std::string base64Text(std::string_view octets);
/// With or without padding; nullopt for anything else.
std::optional<std::string> parseBase64(std::string_view text);

}  // namespace policy::cel
