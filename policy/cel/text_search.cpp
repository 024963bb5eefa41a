#include "policy/cel/text_search.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace policy::cel {

std::size_t findText(std::string_view text, std::string_view wanted, std::size_t from) {
    if (from > text.size() || wanted.size() > text.size() - from)
        return std::string_view::npos;
    const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
    return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t findLastText(std::string_view text, std::string_view wanted, std::size_t from) {
    if (wanted.size() > text.size())
        return std::string_view::npos;
    const std::size_t end = std::min(from, text.size() - wanted.size()) + wanted.size();
    const std::string backwards(text.rend() - static_cast<std::ptrdiff_t>(end), text.rend());
    const std::string wantedBackwards(wanted.rbegin(), wanted.rend());
    const std::size_t found = findText(backwards, wantedBackwards);
    return found == std::string_view::npos ? found : end - found - wanted.size();
}

}  // namespace policy::cel
