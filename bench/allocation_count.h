// How many bytes the program holds by operator new, as the allocator counts them: what was asked for, rounded up to what it takes.
#pragma once

#include <cstddef>

namespace bench {

std::size_t allocatedBytes();

}  // namespace bench
