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

}  // namespace fleet
