// Bytes and their textual forms. A byte string is a std::string, a view of one a std::string_view (as in LevelDB):
// every library we use takes those without a copy or a cast.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

using Bytes = std::string;
using BytesView = std::string_view;

/// Lower-case hexadecimal.
std::string toHex(BytesView bytes);
/// Inverse of toHex (either case). InvalidInput on odd length or a non-hex character.
Result<Bytes> fromHex(std::string_view text);

/// base64url without padding (RFC 4648 section 5).
std::string toBase64Url(BytesView bytes);
/// Inverse of toBase64Url. InvalidInput on anything outside the alphabet.
Result<Bytes> fromBase64Url(std::string_view text);

/// `count` bytes from the operating system's random generator.
Bytes randomBytes(std::size_t count);

/// A size in bytes. A type of its own, so that no count of chunks or sectors is taken for it.
struct ByteCount {
    std::uint64_t value = 0;
    auto operator<=>(const ByteCount&) const = default;
};
constexpr ByteCount kibibytes(std::uint64_t n) { return {n * 1024}; }
constexpr ByteCount mebibytes(std::uint64_t n) { return {n * 1024 * 1024}; }

/// For people: "0 B", "12.3 KiB", "4.0 GiB".
std::string humanSize(ByteCount size);

}  // namespace base
