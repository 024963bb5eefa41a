#include "images/xxh3.h"

#define XXH_INLINE_ALL  // the header has it all: no library is needed where the program runs
#include <xxhash.h>

namespace images {

std::uint64_t xxh3(base::BytesView bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace images
