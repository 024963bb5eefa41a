// HandshakeSlots: how many connections of one network thread may be in their handshake at a time. A handshake costs a
// millisecond of CPU; without a limit a storm of them makes every one miss its deadline. Who comes later waits in line; a
// connection takes a slot only once its first bytes are here, and one that keeps its slot for long without getting through
// loses it as soon as others wait, so that peers that say half a sentence hold nobody up. One thread.
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <memory>

namespace fleet {

class HandshakeCandidate {
public:
    virtual ~HandshakeCandidate() = default;
    virtual void beginHandshake() = 0;
    /// Calls HandshakeSlots::leave in the course of it.
    virtual void loseHandshake() = 0;
};

class HandshakeSlots {
public:
    using Time = std::chrono::steady_clock::time_point;

    HandshakeSlots(std::size_t most, std::chrono::milliseconds patience) : m_most(most), m_patience(patience) {}
    /// Begins the handshake now or when a slot is free.
    void enter(const std::shared_ptr<HandshakeCandidate>& candidate, Time now);
    /// The candidate's handshake is over, or it has gone away. May be called for one that is not here.
    void leave(const HandshakeCandidate& candidate, Time now);
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

private:
    struct Holder {
        std::weak_ptr<HandshakeCandidate> candidate;
        const HandshakeCandidate* key;
        Time since;
    };
    void fill(Time now);

    const std::size_t m_most;
    const std::chrono::milliseconds m_patience;
    std::list<Holder> m_holders;  // oldest first
    std::deque<std::weak_ptr<HandshakeCandidate>> m_waiting;
};

}  // namespace fleet
