// LinkTable: which handsets are connected just now, and the way to each. Safe from any thread; never blocks.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/ids.h"
#include "fleet/link/handset_gate.h"

namespace fleet {

class LinkTable {
public:
    /// False when the handset has a link already; that one stays.
    bool add(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer);
    void remove(const base::HandsetId& handset);
    [[nodiscard]] bool online(const base::HandsetId& handset) const;
    [[nodiscard]] std::size_t count() const;
    /// False when the handset is not connected.
    bool send(const base::HandsetId& handset, const protocol::Message& message, const std::string& replaceKey) const;
    void disconnect(const base::HandsetId& handset, const std::string& reason) const;

private:
    [[nodiscard]] std::shared_ptr<LinkPeer> find(const base::HandsetId& handset) const;
    mutable std::mutex m_mutex;  // guards m_peers
    std::unordered_map<base::HandsetId, std::shared_ptr<LinkPeer>> m_peers;
};

}  // namespace fleet
