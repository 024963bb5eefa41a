#include "fleet/protocol/fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fleet::protocol {
namespace {

/// Length of the well-formed UTF-8 character (RFC 3629) at the start of `text`, 0 when there is none.
std::size_t characterLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto tail = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80U; };
    const unsigned first = at(0), second = at(1);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool beyond = first == 0xF4 && second > 0x8F;
        return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

bool isNameCharacter(char c) { return c > ' ' && c < 0x7F; }

}  // namespace

std::string dumpText(const base::Json& json) { return json.dump(-1, ' ', false, base::Json::error_handler_t::replace); }

std::string cutText(std::string_view text, std::size_t most) {
    std::string cut;
    cut.reserve(std::min(text.size(), most));
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        const std::size_t taken = std::max<std::size_t>(length, 1);
        if (cut.size() + taken > most) break;
        if (length == 0)
            cut += '?';
        else
            cut += text.substr(0, length);
        text.remove_prefix(taken);
    }
    return cut;
}

double clampFraction(double fraction) { return fraction > 0 ? std::min(fraction, 1.0) : 0.0; }

bool isObjectText(std::string_view text, std::size_t most) {
    const auto parsed = base::parseJson(text, most);
    return parsed && parsed->is_object();
}

std::string boundedText(base::ObjectReader& reader, std::string_view name, std::size_t least, std::size_t most) {
    std::string text = reader.text(name);
    if (text.size() < least) reader.fail(name, least == 1 ? "must not be empty" : "is too short");
    if (text.size() > most) reader.fail(name, "is longer than " + std::to_string(most) + " bytes");
    return text;
}

std::string nameText(base::ObjectReader& reader, std::string_view name) {
    std::string text = boundedText(reader, name, 1, kLongestName);
    if (!std::all_of(text.begin(), text.end(), isNameCharacter)) reader.fail(name, "must be printable ASCII without spaces");
    return text;
}

std::string wordOf(base::ObjectReader& reader, std::string_view name, std::initializer_list<std::string_view> words) {
    std::string text = reader.text(name);
    if (std::find(words.begin(), words.end(), text) == words.end())
        reader.fail(name, "'" + cutText(text, kLongestName) + "' is not a word that is known here");
    return text;
}

double fractionIn(base::ObjectReader& reader, std::string_view name) {
    const double value = reader.number(name);
    if (!(value >= 0 && value <= 1)) reader.fail(name, "expected a number from 0 to 1");
    return value;
}

std::string objectText(base::ObjectReader& reader, std::string_view name, std::size_t most) {
    std::string text = reader.textOr(name, {});
    if (!text.empty() && !isObjectText(text, most))
        reader.fail(name, "expected the text of a JSON object of at most " + std::to_string(most) + " bytes");
    return text;
}

base::Bytes boundedBytes(base::ObjectReader& reader, std::string_view name, std::size_t least, std::size_t most) {
    base::Bytes bytes = reader.base64(name);
    if (bytes.size() < least || bytes.size() > most)
        reader.fail(name, "expected " + (least == most ? std::to_string(most)
                                                       : std::to_string(least) + " to " + std::to_string(most)) + " bytes");
    return bytes;
}

std::optional<base::Digest> previousDigest(base::ObjectReader& reader) {
    const auto text = reader.text("previous");
    if (text.empty()) return std::nullopt;
    const auto digest = base::Digest::fromHex(text);
    if (!digest) reader.fail("previous", digest.error().message);
    return digest ? std::optional(*digest) : std::nullopt;
}

void boundedArray(base::ObjectReader& reader, std::string_view name, std::size_t most,
                  const std::function<base::Result<void>(const base::Json&)>& each) {
    const base::Json& member = reader.any(name);
    if (member.is_array() && member.size() > most)
        return reader.fail(name, "has more than " + std::to_string(most) + " elements");
    reader.array(name, each);
}

}  // namespace fleet::protocol
