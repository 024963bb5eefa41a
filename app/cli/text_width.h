// How wide a text stands on a terminal. Names come from people and from handsets, so they are in any script, and a
// handset that names itself with escape sequences must not reach the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

/// Columns a terminal uses for `text` (UTF-8): 2 for East Asian wide characters and emoji, 0 for combining marks.
std::size_t displayWidth(std::string_view text);

/// The text in at most `columns` columns; a cut one ends in "…".
std::string truncated(std::string_view text, std::size_t columns);

/// The text with spaces after it (or before it) up to `columns`.
std::string paddedRight(std::string_view text, std::size_t columns);
std::string paddedLeft(std::string_view text, std::size_t columns);

/// The text with control characters, direction overrides and bytes that are not UTF-8 replaced by U+FFFD. Line breaks
/// and tabs become spaces.
std::string printable(std::string_view text);

/// True when every byte belongs to a character (RFC 3629).
bool isUtf8(std::string_view text);

/// Lines of at most `columns`, broken at spaces; a longer word is left whole.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace cli
