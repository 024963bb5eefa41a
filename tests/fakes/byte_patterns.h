// Bytes for tests: the same seed gives the same bytes on every machine.
#pragma once

#include <random>

#include "base/bytes.h"

namespace fakes {

/// Bytes that no compressor makes smaller.
inline base::Bytes noise(unsigned seed, std::size_t length) {
    std::mt19937 random(seed);
    base::Bytes bytes(length, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

/// Bytes that compress well, and never only zeros.
inline base::Bytes prose(unsigned seed, std::size_t length) {
    const auto line = "line " + std::to_string(seed) + " of a text that repeats itself\n";
    base::Bytes bytes;
    while (bytes.size() < length) bytes += line;
    bytes.resize(length);
    return bytes;
}

}  // namespace fakes
