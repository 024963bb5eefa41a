// Big-endian numbers, as NBD has them. Private to the server.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace hypervisor {

template <typename Number>
void appendBigEndian(base::Bytes& bytes, Number number) {
    for (std::size_t i = sizeof(Number); i > 0; --i)
        bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * (i - 1)));
}

/// The caller has checked that the bytes are there.
template <typename Number>
Number readBigEndian(base::BytesView bytes, std::size_t at) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<Number>(number);
}

}  // namespace hypervisor
