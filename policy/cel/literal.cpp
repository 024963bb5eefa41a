#include "policy/cel/literal.h"

#include <algorithm>
#include <charconv>

#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

std::optional<char> simpleEscape(char c) {
    switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\': case '\'': case '"': case '`': case '?': return c;
    default: return std::nullopt;
    }
}

class EscapeReader {
public:
    EscapeReader(std::string_view body, bool bytes) : m_body(body), m_bytes(bytes) {}

    // `at` is the place of the backslash and moves behind the escape.
    bool read(std::size_t& at, DecodedText& decoded) const {
        const std::size_t start = at;
        const char c = start + 1 < m_body.size() ? m_body[start + 1] : '\0';
        if (const auto simple = simpleEscape(c)) {
            decoded.text += *simple;
            at += 2;
            return true;
        }
        switch (c) {
        case 'x': case 'X': return number(at, decoded, 2, 2, 16);
        case 'u': return number(at, decoded, 2, 4, 16);
        case 'U': return number(at, decoded, 2, 8, 16);
        case '0': case '1': case '2': case '3': return number(at, decoded, 1, 3, 8);
        default: break;
        }
        std::size_t length = 1;
        if (start + 1 < m_body.size())
            codePointAt(m_body, start + 1, length);
        return fail(decoded, start, 1 + length, "'" + std::string(m_body.substr(start, 1 + length)) + "' is no escape sequence");
    }

private:
    bool number(std::size_t& at, DecodedText& decoded, std::size_t prefix, std::size_t digits, int base) const {
        const std::string_view text = m_body.substr(std::min(at + prefix, m_body.size()), digits);
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
        const std::size_t length = prefix + text.size();
        if (text.size() < digits || error != std::errc{} || end != text.data() + text.size())
            return fail(decoded, at, length, "this escape sequence needs " + std::to_string(digits) + (base == 8 ? " octal" : " hexadecimal") + " digits");
        if (m_bytes && digits > 3)
            return fail(decoded, at, length, "bytes have no code points; write octets as \\xHH");
        if (m_bytes) {
            decoded.text += static_cast<char>(value);
        } else if (isScalarValue(value)) {
            appendCodePoint(decoded.text, value);
        } else {
            return fail(decoded, at, length, "this is no Unicode code point");
        }
        at += length;
        return true;
    }

    static bool fail(DecodedText& decoded, std::size_t offset, std::size_t length, std::string message) {
        decoded.error = std::move(message);
        decoded.errorOffset = offset;
        decoded.errorLength = length;
        return false;
    }

    std::string_view m_body;
    bool m_bytes;
};

// The decimal exponent of the first digit that is not 0; only its sign counts here.
long magnitudeOf(std::string_view text) {
    const std::size_t e = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, e);
    long exponent = 0;
    if (e != std::string_view::npos) {
        std::string_view digits = text.substr(e + 1);
        if (digits.starts_with('+'))
            digits.remove_prefix(1);
        constexpr long kHuge = 1'000'000;  // more than a source has digits
        if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc{})
            exponent = digits.starts_with('-') ? -kHuge : kHuge;
        exponent = std::clamp(exponent, -kHuge, kHuge);
    }
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t first = mantissa.find_first_not_of("0.");
    if (first == std::string_view::npos)
        return -1;
    return exponent + static_cast<long>(point) - static_cast<long>(first);
}

}  // namespace

DecodedText decodeText(std::string_view body, bool bytes, bool raw) {
    DecodedText decoded;
    decoded.text.reserve(body.size());
    const EscapeReader escapes(body, bytes);
    for (std::size_t i = 0; i < body.size();) {
        if (body[i] == '\r') {
            decoded.text += '\n';
            i += body.substr(i).starts_with("\r\n") ? 2 : 1;
        } else if (body[i] == '\\' && !raw) {
            if (!escapes.read(i, decoded))
                break;
        } else {
            decoded.text += body[i++];
        }
    }
    return decoded;
}

std::optional<std::uint64_t> decodeInteger(std::string_view digits) {
    const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    if (hexadecimal)
        digits.remove_prefix(2);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<double> decodeDouble(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{})
        return value;
    return magnitudeOf(text) < 0 ? std::optional(0.0) : std::nullopt;
}

}  // namespace policy::cel
