// UTF-8, in which CEL's strings are kept and whose code points CEL's string functions count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace policy::cel {

/// The code point that starts at `offset` (< text.size()); its length in bytes goes to `length`. nullopt where the text
/// is not UTF-8 (overlong forms and surrogates included); `length` is 1 then.
std::optional<char32_t> codePointAt(std::string_view text, std::size_t offset, std::size_t& length);

/// Offset of the first byte that is not UTF-8; nullopt when all is.
std::optional<std::size_t> firstInvalidUtf8(std::string_view text);

/// Code points of valid UTF-8.
std::size_t countCodePoints(std::string_view text);

/// Byte offset of the n-th code point of valid UTF-8; text.size() for the one behind the last, nullopt beyond it.
std::optional<std::size_t> offsetOfCodePoint(std::string_view text, std::size_t n);

/// `codePoint` must be a Unicode scalar value.
void appendCodePoint(std::string& text, char32_t codePoint);

/// Up to U+10FFFF and no surrogate.
bool isScalarValue(std::uint32_t codePoint);

}  // namespace policy::cel
