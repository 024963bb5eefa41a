// onTwoThreads: a loop whose turns do not depend on one another, on this thread and one more. Hashing, compressing and
// encrypting a batch of chunks takes ten milliseconds, starting a thread a few hundredths of one: no pool is worth it.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>

namespace images {

/// Calls body(0) ... body(count - 1), each once, in no particular order; all have ended on return. `body` must not
/// throw.
template <typename Body>
void onTwoThreads(std::size_t count, const Body& body) {
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) body(i);
    };
    if (count < 4) return work();
    std::thread other(work);
    work();
    other.join();
}

}  // namespace images
