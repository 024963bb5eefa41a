// Damages texts in a way that is the same at every run: flipped bits, cut ends, doubled and dropped pieces.
#pragma once

#include <random>
#include <string>

namespace mutation {

inline std::string mutate(std::string text, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : random() % n; };
    const unsigned times = 1 + static_cast<unsigned>(below(3));
    for (unsigned i = 0; i < times && !text.empty(); ++i) {
        const std::size_t at = below(text.size());
        switch (below(5)) {
            case 0: text[at] = static_cast<char>(text[at] ^ (1 << below(8))); break;
            case 1: text.resize(at); break;
            case 2: text.erase(at, 1 + below(8)); break;
            case 3: text.insert(at, text.substr(below(text.size()), 1 + below(24))); break;
            default: text[at] = static_cast<char>(random()); break;
        }
    }
    return text;
}

/// Feeds `rounds` damaged versions of `text` to `read` and counts those that were accepted but do not survive being
/// written and read again. `Read` gives a Result, `Write` a text.
template <typename Read, typename Write>
int unstableMutants(const std::string& text, int rounds, Read read, Write write) {
    std::mt19937 random(20261122);
    int unstable = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto taken = read(mutate(text, random));
        if (!taken.ok()) continue;
        const std::string once = write(taken.value());
        const auto again = read(once);
        if (!again.ok() || write(again.value()) != once) ++unstable;
    }
    return unstable;
}

}  // namespace mutation
