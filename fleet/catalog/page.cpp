#include "fleet/catalog/page.h"

#include <charconv>

#include "base/bytes.h"

namespace fleet::catalog {
namespace {

base::Error badCursor() {
    return {base::ErrorCode::InvalidInput, "'after' is not the 'next' of an earlier page: begin without it"};
}

}  // namespace

std::string writeCursor(std::string_view name, std::string_view id) {
    return base::toBase64Url(std::string(id) + "\n" + std::string(name));
}

base::Result<std::pair<std::string, std::string>> readCursor(std::string_view cursor) {
    if (cursor.empty()) return std::pair<std::string, std::string>();
    const auto text = base::fromBase64Url(cursor);
    const auto line = text ? text->find('\n') : std::string::npos;
    if (line == std::string::npos) return badCursor();
    return std::pair(text->substr(line + 1), text->substr(0, line));
}

base::Result<std::int64_t> readSequenceCursor(std::string_view cursor, std::int64_t first) {
    if (cursor.empty()) return first;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), value);
    if (error != std::errc() || end != cursor.data() + cursor.size()) return badCursor();
    return value;
}

std::string likePattern(std::string_view search) {
    std::string pattern = "%";
    for (const char c : search) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace fleet::catalog
