#include "fleet/transfer/bulk_limits.h"

#include <algorithm>

namespace fleet {

void BulkMemory::ask(Request& request) {
    if (m_waiting.empty() && m_used + request.bytes <= kMostPieceBytes) {
        m_used += request.bytes;
        request.granted = true;
        return;
    }
    m_waiting.push_back(&request);
}

void BulkMemory::forget(const Request& request) { std::erase(m_waiting, &request); }

void BulkMemory::giveBack(std::size_t bytes) {
    m_used -= std::min(bytes, m_used);
    while (!m_waiting.empty() && m_used + m_waiting.front()->bytes <= kMostPieceBytes) {
        auto& next = *m_waiting.front();
        m_waiting.pop_front();
        m_used += next.bytes;
        next.granted = true;
        next.wake();
    }
}

bool BulkPeers::enter(const std::string& peer) {
    auto& count = m_connections[peer];
    if (count >= kMostConnectionsEach) return false;
    ++count;
    return true;
}

void BulkPeers::leave(const std::string& peer) {
    const auto found = m_connections.find(peer);
    if (found != m_connections.end() && --found->second == 0) m_connections.erase(found);
}

}  // namespace fleet
