#include "fleet/gateway/arguments.h"

#include <algorithm>

namespace fleet {

catalog::PageRequest readPlainPageRequest(base::ObjectReader& reader) {
    return {"", reader.textOr("after", ""), reader.integerOr("limit", 1, 1000, 100)};
}

catalog::PageRequest readPageRequest(base::ObjectReader& reader) {
    auto request = readPlainPageRequest(reader);
    request.search = reader.textOr("search", "");
    return request;
}

std::string readName(base::ObjectReader& reader, std::string_view member) {
    auto name = reader.text(member);
    const bool plain = std::none_of(name.begin(), name.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 32 || c == '/' || c == 127; });
    if (name.empty() || name.size() > 128 || !plain || name.front() == ' ' || name.back() == ' ')
        reader.fail(member, "expected a name of 1 to 128 characters without '/' and without spaces at its ends");
    return name;
}

base::Json readLabelChanges(base::ObjectReader& reader, std::string_view member) {
    constexpr std::size_t kLongestText = 256;
    const auto& changes = reader.any(member);
    if (!changes.is_object()) {
        reader.fail(member, "expected an object of label names and texts (null takes one away)");
        return base::Json::object();
    }
    for (const auto& [name, text] : changes.items()) {
        if (!base::isIdText(name))
            reader.fail(member, "'" + name.substr(0, 64) + "' is no label name: use a-z, 0-9 and '-'");
        if (!text.is_null() && (!text.is_string() || text.get_ref<const std::string&>().size() > kLongestText))
            reader.fail(member, "the label '" + name.substr(0, 64) + "' is not a text of at most 256 bytes");
    }
    return changes;
}

base::Result<void> changeLabels(std::string& labels, const base::Json& changes) {
    constexpr std::size_t kMostLabels = 64;
    auto merged = base::parseJson(labels).valueOr(base::Json::object());
    for (const auto& [name, text] : changes.items()) {
        if (text.is_null())
            merged.erase(name);
        else
            merged[name] = text;
    }
    if (merged.size() > kMostLabels)
        return {base::ErrorCode::InvalidInput, "that would be " + std::to_string(merged.size()) + " labels; at most 64 are kept"};
    labels = merged.dump(-1, ' ', false, base::Json::error_handler_t::replace);
    return {};
}

}  // namespace fleet
