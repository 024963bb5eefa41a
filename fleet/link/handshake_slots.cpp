#include "fleet/link/handshake_slots.h"

namespace fleet {

void HandshakeSlots::enter(const std::shared_ptr<HandshakeCandidate>& candidate) {
    m_waiting.push_back(candidate);
    fill();
}

void HandshakeSlots::leave(const HandshakeCandidate& candidate) {
    if (m_holders.erase(&candidate) > 0) fill();
}

void HandshakeSlots::fill() {
    while (m_holders.size() < m_most && !m_waiting.empty()) {
        const auto next = m_waiting.front().lock();
        m_waiting.pop_front();
        if (!next) continue;
        m_holders.insert(next.get());
        next->beginHandshake();
    }
}

}  // namespace fleet
