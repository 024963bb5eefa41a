// What stands between quotes, and numbers, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace policy::cel {

struct DecodedText {
    std::string text;  // UTF-8, or octets
    std::string error;  // empty: none
    std::size_t errorOffset = 0, errorLength = 0;  // bytes, in the body
};

/// `body`: between the quotes. Escapes are kept as they are when `raw`. Line ends become '\n'. In bytes, \x and \ooo
/// are octets and \u and \U are not allowed; in strings all of them are code points.
DecodedText decodeText(std::string_view body, bool bytes, bool raw);

/// Decimal, or hexadecimal with "0x"; nullopt above 2^64 - 1.
std::optional<std::uint64_t> decodeInteger(std::string_view digits);

/// Decimal floating point as the grammar has it; too small is 0; nullopt: too large.
std::optional<double> decodeDouble(std::string_view text);

}  // namespace policy::cel
