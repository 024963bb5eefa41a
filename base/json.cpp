#include "base/json.h"

#include <nlohmann/json.hpp>

namespace base {
namespace {

constexpr int kDeepest = 64;

const Json& nullJson() {
    static const Json null;
    return null;
}

/// Stops nlohmann's parser, whose destructor recurses, before the nesting gets deep.
bool tooDeep(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') ++i;
            if (c == '"') inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kDeepest) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

}  // namespace

Result<Json> parseJson(std::string_view text, std::size_t mostBytes) {
    if (text.size() > mostBytes) return {ErrorCode::InvalidInput, "JSON text of " + humanSize({text.size()}) + " is too long"};
    if (tooDeep(text)) return {ErrorCode::InvalidInput, "JSON text is nested too deeply"};
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        return {ErrorCode::InvalidInput, "not JSON: error at byte " + std::to_string(error.byte)};
    } catch (const Json::exception& error) {
        return {ErrorCode::InvalidInput, std::string("not JSON: ") + error.what()};
    }
}

ObjectReader::ObjectReader(const Json& json, std::string where) : m_json(json), m_where(std::move(where)) {
    if (!json.is_object()) m_error = Error{ErrorCode::InvalidInput, m_where + ": expected an object"};
}

void ObjectReader::fail(std::string_view name, std::string_view why) {
    if (!m_error) m_error = Error{ErrorCode::InvalidInput, m_where + "." + std::string(name) + ": " + std::string(why)};
}

const Json* ObjectReader::find(std::string_view name) {
    m_seen.emplace(name);
    if (!m_json.is_object()) return nullptr;
    const auto it = m_json.find(std::string(name));
    return it == m_json.end() || it->is_null() ? nullptr : &*it;
}

bool ObjectReader::has(std::string_view name) { return find(name) != nullptr; }

const Json& ObjectReader::any(std::string_view name) {
    const Json* member = find(name);
    if (member == nullptr) fail(name, "is missing");
    return member == nullptr ? nullJson() : *member;
}

std::string ObjectReader::text(std::string_view name) {
    const Json& member = any(name);
    if (member.is_string()) return member.get<std::string>();
    fail(name, "expected a string");
    return {};
}

std::int64_t ObjectReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
    const Json& member = any(name);
    const bool fits = member.is_number_integer() &&
                      !(member.is_number_unsigned() && member.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX));
    const std::int64_t value = fits ? member.get<std::int64_t>() : 0;
    if (fits && value >= least && value <= most) return value;
    fail(name, "expected a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
}

double ObjectReader::number(std::string_view name) {
    const Json& member = any(name);
    if (member.is_number()) return member.get<double>();
    fail(name, "expected a number");
    return 0;
}

bool ObjectReader::boolean(std::string_view name) {
    const Json& member = any(name);
    if (member.is_boolean()) return member.get<bool>();
    fail(name, "expected true or false");
    return false;
}

Timestamp ObjectReader::time(std::string_view name) {
    const auto parsed = parseTimestamp(text(name));
    if (!parsed) fail(name, parsed.error().message);
    return parsed ? *parsed : Timestamp();
}

Digest ObjectReader::digest(std::string_view name) {
    const auto parsed = Digest::fromHex(text(name));
    if (!parsed) fail(name, "expected 64 hexadecimal digits");
    return parsed ? *parsed : Digest();
}

Bytes ObjectReader::base64(std::string_view name) {
    const auto parsed = fromBase64Url(text(name));
    if (!parsed) fail(name, parsed.error().message);
    return parsed ? *parsed : Bytes();
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
    std::vector<std::string> values;
    array(name, [&](const Json& element) -> Result<void> {
        if (!element.is_string()) return {ErrorCode::InvalidInput, "expected a string"};
        values.push_back(element.get<std::string>());
        return {};
    });
    return values;
}

void ObjectReader::array(std::string_view name, const std::function<Result<void>(const Json&)>& each) {
    const Json& member = any(name);
    if (!member.is_array()) return fail(name, "expected an array");
    for (std::size_t i = 0; i < member.size(); ++i) {
        const auto taken = each(member[i]);
        if (!taken) return fail(std::string(name) + "[" + std::to_string(i) + "]", taken.error().message);
    }
}

std::string ObjectReader::textOr(std::string_view name, std::string other) { return has(name) ? text(name) : std::move(other); }

std::int64_t ObjectReader::integerOr(std::string_view name, std::int64_t least, std::int64_t most, std::int64_t other) {
    return has(name) ? integer(name, least, most) : other;
}

bool ObjectReader::booleanOr(std::string_view name, bool other) { return has(name) ? boolean(name) : other; }

Result<void> ObjectReader::finish() {
    if (!m_error)
        for (const auto& [name, value] : m_json.items())
            if (!m_seen.contains(name)) fail(name, "is not a member that is known here");
    if (m_error) return *m_error;
    return {};
}

}  // namespace base
