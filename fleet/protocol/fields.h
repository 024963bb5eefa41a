// Fields: the bounds and shapes that the codecs of this folder share. Reading refuses what is out of bounds; writing cuts
// texts meant for people to the same bounds, so that a text that grew too long never costs the message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/json.h"

namespace fleet::protocol {

inline constexpr std::size_t kLongestName = 64;      // names of settings, capabilities, images, controls
inline constexpr std::size_t kLongestLabel = 256;    // what people call things
inline constexpr std::size_t kLongestDetail = 2048;  // sentences for people
inline constexpr std::size_t kLongestHealth = 16 * 1024;
inline constexpr std::size_t kLongestReadBack = 256;
inline constexpr std::size_t kLongestObject = 16 * 1024;  // JSON object texts inside messages
inline constexpr std::size_t kLongestResult = 48 * 1024;  // of an operation: a program's output, a picture
inline constexpr std::size_t kLongestPem = 16 * 1024;
inline constexpr std::size_t kMostSettings = 256;         // of one phone
inline constexpr std::size_t kLongestSettingName = 128;
inline constexpr std::int64_t kLongestLeaseSeconds = std::int64_t{10} * 366 * 86'400;

/// One line of JSON. What is not UTF-8 is replaced, never thrown over.
std::string dumpText(const base::Json& json);
/// At most `most` bytes of valid UTF-8, never ending inside a character; each byte that is not UTF-8 becomes '?'.
std::string cutText(std::string_view text, std::size_t most);
/// NaN and what is below become 0, what is above becomes 1.
double clampFraction(double fraction);
/// True for a JSON text that is an object and not longer than `most`.
bool isObjectText(std::string_view text, std::size_t most);

std::string boundedText(base::ObjectReader& reader, std::string_view name, std::size_t least, std::size_t most);
/// 1 to kLongestName printable ASCII characters without spaces.
std::string nameText(base::ObjectReader& reader, std::string_view name);
std::string wordOf(base::ObjectReader& reader, std::string_view name, std::initializer_list<std::string_view> words);
double fractionIn(base::ObjectReader& reader, std::string_view name);
/// An optional text that holds a JSON object; empty when it is not there.
std::string objectText(base::ObjectReader& reader, std::string_view name, std::size_t most);
base::Bytes boundedBytes(base::ObjectReader& reader, std::string_view name, std::size_t least, std::size_t most);
/// The digest of the document before this one, in the field `previous`; empty when there is none.
std::optional<base::Digest> previousDigest(base::ObjectReader& reader);
void boundedArray(base::ObjectReader& reader, std::string_view name, std::size_t most,
                  const std::function<base::Result<void>(const base::Json&)>& each);

}  // namespace fleet::protocol
