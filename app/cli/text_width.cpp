#include "app/cli/text_width.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace cli {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
    char32_t first, last;
};

// Unicode 15, East_Asian_Width W and F, and emoji shown as such; neighbouring ranges are joined.
constexpr std::array kWide{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},   Range{0x23E9, 0x23EC},
    Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26A1, 0x26A1},   Range{0x26BD, 0x26BE},
    Range{0x2705, 0x2705},   Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2757},
    Range{0x2B50, 0x2B50},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},
    Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x16FE0, 0x18CFF}, Range{0x1B000, 0x1B2FF}, Range{0x1F004, 0x1F004}, Range{0x1F18E, 0x1F18E},
    Range{0x1F191, 0x1F19A}, Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F335}, Range{0x1F337, 0x1F37C},
    Range{0x1F37E, 0x1F393}, Range{0x1F3A0, 0x1F3CA}, Range{0x1F3E0, 0x1F3F0}, Range{0x1F3F8, 0x1F43E},
    Range{0x1F440, 0x1F4FC}, Range{0x1F4FF, 0x1F53D}, Range{0x1F550, 0x1F567}, Range{0x1F5FB, 0x1F64F},
    Range{0x1F680, 0x1F6C5}, Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD},
};

// Marks that combine with the character before them, joiners, variation selectors.
constexpr std::array kZeroWidth{
    Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},   Range{0x0610, 0x061A},
    Range{0x064B, 0x065F}, Range{0x0900, 0x0902}, Range{0x093C, 0x093C},   Range{0x0941, 0x0948},
    Range{0x094D, 0x094D}, Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A},   Range{0x0E47, 0x0E4E},
    Range{0x1160, 0x11FF}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},   Range{0x200B, 0x200D},
    Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D}, Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F},
    Range{0xFE20, 0xFE2F}, Range{0xFEFF, 0xFEFF}, Range{0x1F3FB, 0x1F3FF}, Range{0xE0100, 0xE01EF},
};

// Controls (C0, C1), and what turns the direction of the text around it.
constexpr std::array kForbidden{
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},     Range{0x061C, 0x061C},
    Range{0x200E, 0x200F}, Range{0x2028, 0x202E}, Range{0x2066, 0x2069},
};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
    const auto it =
        std::lower_bound(ranges.begin(), ranges.end(), c, [](const Range& r, char32_t x) { return r.last < x; });
    return it != ranges.end() && c >= it->first;
}

/// Takes one character off the front. What is not UTF-8 (RFC 3629) gives U+FFFD and takes one byte.
char32_t take(std::string_view& text, std::string_view& bytes) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    char32_t c = length == 1 ? lead : length == 0 ? kReplacement : lead & (0xFFu >> (length + 1));
    bool good = length > 0 && length <= text.size();
    for (std::size_t i = 1; good && i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        good = (next & 0xC0u) == 0x80;
        c = (c << 6) | (next & 0x3Fu);
    }
    const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    good = good && !overlong && c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
    bytes = text.substr(0, good ? length : 1);
    text.remove_prefix(bytes.size());
    return good ? c : kReplacement;
}

std::size_t widthOf(char32_t c) { return within(kZeroWidth, c) ? 0 : within(kWide, c) ? 2 : 1; }

}  // namespace

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    std::string_view bytes;
    while (!text.empty()) width += widthOf(take(text, bytes));
    return width;
}

std::string truncated(std::string_view text, std::size_t columns) {
    if (displayWidth(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string kept;
    std::size_t width = 0;
    std::string_view bytes;
    while (!text.empty()) {
        const std::size_t next = widthOf(take(text, bytes));
        if (width + next > columns - 1) break;
        width += next;
        kept += bytes;
    }
    return kept + "…";
}

std::string paddedRight(std::string_view text, std::size_t columns) {
    const std::size_t width = displayWidth(text);
    return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string paddedLeft(std::string_view text, std::size_t columns) {
    const std::size_t width = displayWidth(text);
    return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

std::string printable(std::string_view text) {
    std::string safe;
    std::string_view bytes;
    while (!text.empty()) {
        const char32_t c = take(text, bytes);
        if (c == '\n' || c == '\t' || c == '\r')
            safe += ' ';
        else if (c == kReplacement || within(kForbidden, c))
            safe += "\xEF\xBF\xBD";
        else
            safe += bytes;
    }
    return safe;
}

bool isUtf8(std::string_view text) {
    std::string_view bytes;
    while (!text.empty())
        if (take(text, bytes) == kReplacement && bytes != "\xEF\xBF\xBD") return false;
    return true;
}

std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent) {
    std::string lines;
    std::size_t width = 0;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
        if (word.empty()) continue;
        const std::size_t wide = displayWidth(word);
        if (width > 0 && indent + width + 1 + wide > columns) {
            lines += '\n' + std::string(indent, ' ');
            width = 0;
        }
        if (width > 0) {
            lines += ' ';
            ++width;
        }
        lines += word;
        width += wide;
    }
    return lines;
}

}  // namespace cli
