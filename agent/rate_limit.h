// A limit for what an upload takes of the network: a token bucket that holds one second's worth. Requests are cut into pieces
// of at most that, so that the limit holds in every second and not only on average; a piece is at least one chunk.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "images/chunk.h"

namespace agent {

class TokenBucket {
public:
    /// Full at first. `clock` must outlive it.
    TokenBucket(const base::Clock& clock, std::uint64_t bytesPerSecond);
    /// Takes as much out. Returns how long to wait before it may be sent.
    base::Duration take(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t bytesPerSecond() const { return m_rate; }

private:
    const base::Clock& m_clock;
    const std::uint64_t m_rate;
    double m_tokens;
    base::Duration m_filledAt;
};

/// Waits; false when the work is to end.
using Pause = std::function<bool(base::Duration)>;

/// Stores no faster than `kilobitsPerSecond`. Questions pass: they are a thousandth of what they ask about. Cancelled when
/// `pause` says so.
std::unique_ptr<images::ChunkSink> limitedSink(const base::Clock& clock, Pause pause, std::uint64_t kilobitsPerSecond,
                                               std::unique_ptr<images::ChunkSink> sink);

}  // namespace agent
