// What one server gives to all bulk connections together, and to one handset. On the server's network thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>

#include "images/chunk.h"

namespace fleet {

/// Connections of one certificate, or, for those without one, of one address: a phone that boots from the store uses five.
inline constexpr std::size_t kMostConnectionsEach = 24;
inline constexpr std::size_t kMostConnections = 4096;
/// A body or an answer is worked on in pieces of this size; a connection holds one at a time.
inline constexpr std::size_t kPieceBytes = 512 * 1024;
/// All pieces in memory; who comes later waits, without having sent more than what the kernel's buffers take.
inline constexpr std::size_t kMostPieceBytes = 128 * 1024 * 1024;
/// Ids in one request for chunks: an answer stays near 4 MiB, and within its time on a slow network.
inline constexpr std::size_t kMostIdsFetched = 4 * 1024 * 1024 / images::kChunkSize;

/// A peer has this long for a byte, and this long and its part of kSlowestRate for all of them.
struct BulkTimes {
    std::chrono::milliseconds opening{10'000};  // from the TCP connection to the first request
    std::chrono::milliseconds idle{60'000};     // between two requests
    std::chrono::milliseconds stall{20'000};    // between two bytes
    std::chrono::milliseconds forgetting{5'000};  // for the rest of a body that is refused
    std::chrono::milliseconds busy{5'000};      // when an upload has waited this long, no other is let in
};
inline constexpr std::size_t kSlowestRate = 4 * 1024;  // bytes a second

/// Counts time that was spent waiting for a peer against what the peer did in it.
class BulkPace {
public:
    explicit BulkPace(const BulkTimes& times) : m_stall(times.stall) {}
    void add(std::chrono::steady_clock::duration waited, std::size_t bytes) {
        m_waited += waited;
        m_bytes += bytes;
    }
    [[nodiscard]] bool tooSlow() const {
        return m_waited > m_stall + std::chrono::milliseconds(m_bytes * 1000 / kSlowestRate);
    }

private:
    std::chrono::milliseconds m_stall;
    std::chrono::steady_clock::duration m_waited{};
    std::size_t m_bytes = 0;
};

/// Memory that is handed out in order of asking.
class BulkMemory {
public:
    struct Request {
        std::size_t bytes = 0;
        bool granted = false;
        std::function<void()> wake;
    };

    /// Granted at once, or later, by calling `wake`; until then, or until forget(), `request` must stay.
    void ask(Request& request);
    void forget(const Request& request);
    void giveBack(std::size_t bytes);
    [[nodiscard]] std::size_t used() const { return m_used; }

private:
    std::size_t m_used = 0;
    std::deque<Request*> m_waiting;
};

/// How many connections each peer has.
class BulkPeers {
public:
    [[nodiscard]] bool enter(const std::string& peer);
    void leave(const std::string& peer);

private:
    std::map<std::string, std::size_t> m_connections;
};

}  // namespace fleet
