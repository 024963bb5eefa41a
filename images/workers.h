// How many threads hash, compress and encrypt.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>

namespace images {

/// As many as there are processors, but at least two, so that one waits for a disk while the other one computes, and no
/// more than four, each of which has a few MiB of buffers.
inline std::size_t workerCount() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 4);
}

}  // namespace images
