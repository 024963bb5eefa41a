#include "policy/cel/utf8.h"

#include <algorithm>

namespace policy::cel {

namespace {

bool continues(unsigned char byte) { return (byte & 0xC0) == 0x80; }

std::size_t lengthByFirstByte(unsigned char byte) {
    if (byte < 0x80)
        return 1;
    if (byte >= 0xC2 && byte < 0xE0)
        return 2;
    if (byte >= 0xE0 && byte < 0xF0)
        return 3;
    return byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
}

}  // namespace

bool isScalarValue(std::uint32_t codePoint) { return codePoint <= 0x10FFFF && (codePoint < 0xD800 || codePoint > 0xDFFF); }

std::optional<char32_t> codePointAt(std::string_view text, std::size_t offset, std::size_t& length) {
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byteAt(offset);
    const std::size_t size = lengthByFirstByte(first);
    length = 1;
    if (size == 1)
        return first;
    if (size == 0 || text.size() - offset < size)
        return std::nullopt;
    std::uint32_t codePoint = first & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (!continues(byteAt(offset + i)))
            return std::nullopt;
        codePoint = codePoint << 6 | (byteAt(offset + i) & 0x3F);
    }
    constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (codePoint < kSmallest[size] || !isScalarValue(codePoint))
        return std::nullopt;
    length = size;
    return codePoint;
}

std::optional<std::size_t> firstInvalidUtf8(std::string_view text) {
    std::size_t length = 1;
    for (std::size_t i = 0; i < text.size(); i += length) {
        length = 1;
        if (static_cast<unsigned char>(text[i]) >= 0x80 && !codePointAt(text, i, length))
            return i;
    }
    return std::nullopt;
}

std::size_t countCodePoints(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(static_cast<unsigned char>(c)); }));
}

std::optional<std::size_t> offsetOfCodePoint(std::string_view text, std::size_t n) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!continues(static_cast<unsigned char>(text[i])) && seen++ == n)
            return i;
    return seen == n ? std::optional(text.size()) : std::nullopt;
}

void appendCodePoint(std::string& text, char32_t codePoint) {
    const auto c = static_cast<std::uint32_t>(codePoint);
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | c >> 6);
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | c >> 12);
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | c >> 18);
        put(0x80 | (c >> 12 & 0x3F));
        put(0x80 | (c >> 6 & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

}  // namespace policy::cel
