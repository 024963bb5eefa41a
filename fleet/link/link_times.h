// The deadlines of a link. Tests shorten them.
#pragma once

#include "base/clock.h"

namespace fleet {

struct LinkTimes {
    base::Duration opening = std::chrono::seconds(10);      // from the TCP connection to the WebSocket
    base::Duration shortestPing = std::chrono::minutes(4);  // a silent peer is pinged after a time between these two,
    base::Duration longestPing = std::chrono::minutes(5);   // drawn anew each time
    base::Duration answer = std::chrono::seconds(30);       // to a ping; then the peer is taken for gone
    base::Duration probe = std::chrono::seconds(3);         // the same, when a second link of its handset knocks
    base::Duration close = std::chrono::seconds(3);         // for the peer's part of a close
};

/// After this long without an acknowledgement of what was sent, TCP gives the connection up.
inline constexpr int kUnansweredMilliseconds = 30'000;

}  // namespace fleet
