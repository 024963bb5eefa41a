#include "fleet/link/handshake_slots.h"

namespace fleet {

void HandshakeSlots::enter(const std::shared_ptr<HandshakeCandidate>& candidate, Time now) {
    m_waiting.push_back(candidate);
    if (m_holders.size() >= m_most && now - m_holders.front().since > m_patience)
        if (const auto slow = m_holders.front().candidate.lock()) return slow->loseHandshake();
    fill(now);
}

void HandshakeSlots::leave(const HandshakeCandidate& candidate, Time now) {
    m_holders.remove_if([&](const Holder& holder) { return holder.key == &candidate || holder.candidate.expired(); });
    fill(now);
}

void HandshakeSlots::fill(Time now) {
    while (m_holders.size() < m_most && !m_waiting.empty()) {
        const auto next = m_waiting.front().lock();
        m_waiting.pop_front();
        if (!next) continue;
        m_holders.push_back({next, next.get(), now});
        next->beginHandshake();
    }
}

}  // namespace fleet
