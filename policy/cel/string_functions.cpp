// Strings (cel-go, ext: strings, version 4). Places and lengths are code points. Lists are in string_list_functions.cpp, format() in
// string_format.cpp.
#include "policy/cel/string_functions.h"

#include <algorithm>

#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"
#include "policy/cel/text_search.h"
#include "policy/cel/utf8.h"

namespace policy::cel {

namespace {

using Arguments = std::span<const Value>;

Value outOfRange(std::int64_t index) { return Value::error("index out of range: " + std::to_string(index)); }

// Bytes in front of the n-th code point; nullopt when there is no such place.
std::optional<std::size_t> placeOf(const std::string& text, std::int64_t n) {
    if (n < 0 || static_cast<std::uint64_t>(n) > text.size())
        return std::nullopt;
    return offsetOfCodePoint(text, static_cast<std::size_t>(n));
}

Value codePointsBefore(std::string_view text, std::size_t offset) {
    return Value(offset == std::string_view::npos ? std::int64_t{-1} : static_cast<std::int64_t>(countCodePoints(text.substr(0, offset))));
}

Value charAt(Arguments arguments, CallContext&) {
    const std::string& text = arguments[0].text();
    const auto at = placeOf(text, arguments[1].integer());
    if (!at)
        return outOfRange(arguments[1].integer());
    std::size_t length = 0;
    if (*at < text.size())
        codePointAt(text, *at, length);
    return Value(text.substr(*at, length));
}

Value indexOf(Arguments arguments, CallContext&) { return codePointsBefore(arguments[0].text(), findText(arguments[0].text(), arguments[1].text())); }
Value indexOfFrom(Arguments arguments, CallContext&) {
    const auto from = placeOf(arguments[0].text(), arguments[2].integer());
    return from ? codePointsBefore(arguments[0].text(), findText(arguments[0].text(), arguments[1].text(), *from)) : outOfRange(arguments[2].integer());
}
Value lastIndexOf(Arguments arguments, CallContext&) { return codePointsBefore(arguments[0].text(), findLastText(arguments[0].text(), arguments[1].text())); }
Value lastIndexOfFrom(Arguments arguments, CallContext&) {
    const auto from = placeOf(arguments[0].text(), arguments[2].integer());
    return from ? codePointsBefore(arguments[0].text(), findLastText(arguments[0].text(), arguments[1].text(), *from)) : outOfRange(arguments[2].integer());
}

Value substringFrom(Arguments arguments, CallContext&) {
    const auto from = placeOf(arguments[0].text(), arguments[1].integer());
    return from ? Value(arguments[0].text().substr(*from)) : outOfRange(arguments[1].integer());
}
Value substring(Arguments arguments, CallContext&) {
    const std::string& text = arguments[0].text();
    const std::int64_t start = arguments[1].integer(), end = arguments[2].integer();
    const auto from = placeOf(text, start), to = placeOf(text, end);
    if (!from || !to)
        return outOfRange(from ? end : start);
    if (start > end)
        return Value::error("invalid substring range. start: " + std::to_string(start) + ", end: " + std::to_string(end));
    return Value(text.substr(*from, *to - *from));
}

Value lowerAscii(Arguments arguments, CallContext&) {
    std::string text = arguments[0].text();
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return Value(std::move(text));
}
Value upperAscii(Arguments arguments, CallContext&) {
    std::string text = arguments[0].text();
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return Value(std::move(text));
}

// Unicode's White_Space.
bool isSpace(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

Value trim(Arguments arguments, CallContext&) {
    const std::string& text = arguments[0].text();
    std::size_t first = text.size(), last = 0, length = 1;
    for (std::size_t i = 0; i < text.size(); i += length) {
        const auto c = codePointAt(text, i, length);
        if (c && isSpace(*c))
            continue;
        first = std::min(first, i);
        last = i + length;
    }
    return Value(first < last ? text.substr(first, last - first) : std::string());
}

Value reverse(Arguments arguments, CallContext&) {
    const std::string& text = arguments[0].text();
    std::string reversed(text.size(), '\0');
    std::size_t length = 1;
    for (std::size_t i = 0; i < text.size(); i += length) {
        codePointAt(text, i, length);
        text.copy(reversed.data() + (text.size() - i - length), length, i);
    }
    return Value(std::move(reversed));
}

Value quote(Arguments arguments, CallContext& context) {
    constexpr std::string_view kNamed = "\a\b\f\n\r\t\v\\\"", kLetters = "abfnrtv\\\"";
    const std::string& text = arguments[0].text();
    std::string quoted = "\"";
    for (const char c : text) {
        if (const std::size_t named = kNamed.find(c); named != std::string_view::npos)
            quoted.append("\\") += kLetters[named];
        else
            quoted += c;
    }
    return madeText(quoted + '"', context);
}

}  // namespace

void addStringFunctions(FunctionTable& table) {
    using namespace types;
    table.add({"charAt", "string_char_at_int", true, {text(), integer()}, text(), charAt});
    table.add({"indexOf", "string_index_of_string", true, {text(), text()}, integer(), indexOf});
    table.add({"indexOf", "string_index_of_string_int", true, {text(), text(), integer()}, integer(), indexOfFrom});
    table.add({"lastIndexOf", "string_last_index_of_string", true, {text(), text()}, integer(), lastIndexOf});
    table.add({"lastIndexOf", "string_last_index_of_string_int", true, {text(), text(), integer()}, integer(), lastIndexOfFrom});
    table.add({"substring", "string_substring_int", true, {text(), integer()}, text(), substringFrom});
    table.add({"substring", "string_substring_int_int", true, {text(), integer(), integer()}, text(), substring});
    table.add({"lowerAscii", "string_lower_ascii", true, {text()}, text(), lowerAscii});
    table.add({"upperAscii", "string_upper_ascii", true, {text()}, text(), upperAscii});
    table.add({"trim", "string_trim", true, {text()}, text(), trim});
    table.add({"reverse", "string_reverse", true, {text()}, text(), reverse});
    table.add({"strings.quote", "strings_quote", false, {text()}, text(), quote});
    addStringListFunctions(table);
    addStringFormatFunction(table);
}

}  // namespace policy::cel
