#include "fleet/gateway/link_table.h"

namespace fleet {

bool LinkTable::add(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer) {
    const std::lock_guard lock(m_mutex);
    return m_peers.emplace(handset, std::move(peer)).second;
}

void LinkTable::remove(const base::HandsetId& handset) {
    const std::lock_guard lock(m_mutex);
    m_peers.erase(handset);
}

bool LinkTable::online(const base::HandsetId& handset) const { return find(handset) != nullptr; }

std::size_t LinkTable::count() const {
    const std::lock_guard lock(m_mutex);
    return m_peers.size();
}

bool LinkTable::send(const base::HandsetId& handset, const protocol::Message& message,
                     const std::string& replaceKey) const {
    const auto peer = find(handset);
    if (peer) peer->send(message, replaceKey);
    return peer != nullptr;
}

void LinkTable::disconnect(const base::HandsetId& handset, const std::string& reason) const {
    if (const auto peer = find(handset)) peer->disconnect(reason);
}

std::shared_ptr<LinkPeer> LinkTable::find(const base::HandsetId& handset) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_peers.find(handset);
    return found == m_peers.end() ? nullptr : found->second;
}

}  // namespace fleet
