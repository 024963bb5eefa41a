// Finding one text in another in linear time, whatever they are. Rejected: std::string::find, which takes the product
// of both lengths for texts such as "aaa...ab" in "aaa...".
#pragma once

#include <string_view>

namespace policy::cel {

/// The first place at or behind `from`; npos when there is none. An empty text is found at once.
std::size_t findText(std::string_view text, std::string_view wanted, std::size_t from = 0);

/// The last place at or before `from`.
std::size_t findLastText(std::string_view text, std::string_view wanted, std::size_t from = std::string_view::npos);

}  // namespace policy::cel
