// XXH3: the checksum of the pack format (64 bits, seed 0; the public xxHash specification). Not a cryptographic digest:
// it finds rot and torn writes, not forgery, and costs next to nothing beside reading what it is of.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace images {

std::uint64_t xxh3(base::BytesView bytes);

}  // namespace images
