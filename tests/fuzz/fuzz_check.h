// What a fuzz target demands: ends the program, as a crash would, when it does not hold; also where assertions are off.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fuzz {

inline void demand(bool holds, const std::string& what) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what.c_str());
    std::abort();
}

/// Whether people can be shown it: UTF-8, as JSON demands.
inline bool isText(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byteAt = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
        const unsigned lead = byteAt(i);
        const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
        if (length == 0)
            return false;
        for (std::size_t part = 1; part < length; ++part)
            if (byteAt(i + part) >> 6 != 2)
                return false;
        i += length;
    }
    return true;
}

}  // namespace fuzz
