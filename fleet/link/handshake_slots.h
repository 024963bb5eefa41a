// HandshakeSlots: how many connections of one network thread may be in their handshake at a time. A handshake costs a
// millisecond of CPU; without a limit a storm of them makes every one miss its deadline. Who comes later waits in line; a
// connection takes a slot only once its first bytes are here, and one that keeps its slot without getting through gives it
// up when others wait (ServerSession), so that peers that say half a sentence hold nobody up. One thread.
#pragma once

#include <deque>
#include <memory>
#include <set>

namespace fleet {

class HandshakeCandidate {
public:
    virtual ~HandshakeCandidate() = default;
    virtual void beginHandshake() = 0;
};

class HandshakeSlots {
public:
    explicit HandshakeSlots(std::size_t most) : m_most(most) {}
    /// Begins the handshake now or when a slot is free.
    void enter(const std::shared_ptr<HandshakeCandidate>& candidate);
    /// The candidate's handshake is over, or it has gone away. May be called for one that is not here.
    void leave(const HandshakeCandidate& candidate);
    [[nodiscard]] std::size_t waiting() const { return m_waiting.size(); }

private:
    void fill();

    const std::size_t m_most;
    std::set<const HandshakeCandidate*> m_holders;
    std::deque<std::weak_ptr<HandshakeCandidate>> m_waiting;
};

}  // namespace fleet
