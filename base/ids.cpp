#include "base/ids.h"

#include <algorithm>

#include "base/bytes.h"

namespace base {
namespace {

constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kLongest = 64;

bool isIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

}  // namespace

bool isIdText(std::string_view text) {
    return !text.empty() && text.size() <= kLongest && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), isIdCharacter);
}

std::string newIdText(std::string_view prefix) {
    std::string text(prefix);
    text += '-';
    for (const char byte : randomBytes(16)) text += kCrockford[static_cast<unsigned char>(byte) & 31U];
    return text;
}

}  // namespace base
