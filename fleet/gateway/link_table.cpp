#include "fleet/gateway/link_table.h"

namespace fleet {
namespace {

/// Between two signs of life of a connected handset, as the catalog has them: the longest pause between pings, their answer, and what HandsetPresence
/// takes to write it.
constexpr base::Duration kLongestSilence = std::chrono::minutes(7);

}  // namespace

bool LinkTable::add(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer, base::Timestamp at) {
    const std::lock_guard lock(m_mutex);
    return m_links.emplace(handset, Link{std::move(peer), at, at}).second;
}

std::optional<base::Timestamp> LinkTable::remove(const base::HandsetId& handset) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_links.find(handset);
    if (found == m_links.end()) return std::nullopt;
    const auto heardAt = found->second.heardAt;
    m_links.erase(found);
    return heardAt;
}

void LinkTable::heard(const base::HandsetId& handset, base::Timestamp at) {
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_links.find(handset); found != m_links.end()) found->second.heardAt = at;
}

std::vector<LinkTable::Heard> LinkTable::untold(std::size_t most) const {
    std::vector<Heard> handsets;
    const std::lock_guard lock(m_mutex);
    for (const auto& [handset, link] : m_links) {
        if (handsets.size() == most) break;
        if (link.heardAt != link.toldAt) handsets.emplace_back(handset, link.heardAt);
    }
    return handsets;
}

void LinkTable::told(const std::vector<Heard>& handsets) {
    const std::lock_guard lock(m_mutex);
    for (const auto& [handset, at] : handsets)
        if (const auto found = m_links.find(handset); found != m_links.end()) found->second.toldAt = at;
}

void LinkTable::resume(base::Timestamp stopped, base::Timestamp started) {
    m_stopped = stopped;
    m_started = started;
}

std::optional<base::Timestamp> LinkTable::lastSeen(std::optional<base::Timestamp> noted) const {
    if (!noted || !m_stopped || *noted > m_started) return noted;
    return *noted + kLongestSilence >= *m_stopped ? m_started : noted;
}

bool LinkTable::online(const base::HandsetId& handset) const { return find(handset) != nullptr; }

std::size_t LinkTable::count() const {
    const std::lock_guard lock(m_mutex);
    return m_links.size();
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
    const auto found = m_links.find(handset);
    return found == m_links.end() ? nullptr : found->second.peer;
}

}  // namespace fleet
