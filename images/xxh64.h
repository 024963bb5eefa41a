// XXH64: the checksum of the pack format (the public xxHash specification, seed 0). Not a cryptographic digest: it
// finds rot and torn writes, not forgery. Five times as fast as BLAKE2b here, so that a verification is as fast as the
// disk.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace images {

std::uint64_t xxh64(base::BytesView bytes);

}  // namespace images
