// Little-endian numbers in the formats of this module. A reader must check that the bytes are there.
#pragma once

#include <cstdint>
#include <cstring>

#include "base/bytes.h"

namespace images {

template <typename Number>
void appendLittleEndian(base::Bytes& bytes, Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
        bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
}

template <typename Number>
Number readLittleEndian(base::BytesView bytes, std::size_t at) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return static_cast<Number>(number);
}

/// True for an empty view, too.
inline bool allZero(base::BytesView bytes) {
    return bytes.empty() || (bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace images
