// LinkTable: which handsets are connected just now, the way to each, and when each was last heard from. Safe from any thread; never blocks.
//
// A handset is heard with every message and every ping, far too often for a transaction each: the catalog is told in groups
// (handset_presence.h), and what it was not told yet stands here.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/link/handset_gate.h"

namespace fleet {

class LinkTable {
public:
    /// False when the handset has a link already; that one stays.
    bool add(const base::HandsetId& handset, std::shared_ptr<LinkPeer> peer, base::Timestamp at);
    /// When it was last heard from; nullopt when it had no link.
    std::optional<base::Timestamp> remove(const base::HandsetId& handset);
    /// Nothing happens when the handset has no link.
    void heard(const base::HandsetId& handset, base::Timestamp at);
    using Heard = std::pair<base::HandsetId, base::Timestamp>;
    /// Up to `most` handsets that were heard from since the catalog was told of them.
    [[nodiscard]] std::vector<Heard> untold(std::size_t most) const;
    /// The catalog has been told.
    void told(const std::vector<Heard>& handsets);

    /// Nobody was listening between these two. To be called before any other thread uses this.
    void resume(base::Timestamp stopped, base::Timestamp started);
    /// When the handset was last seen, for conditions: as the catalog has it, but a handset that was connected when nobody listened any more counts
    /// as seen when somebody listens again. It could not have been heard in between.
    [[nodiscard]] std::optional<base::Timestamp> lastSeen(std::optional<base::Timestamp> noted) const;

    [[nodiscard]] bool online(const base::HandsetId& handset) const;
    [[nodiscard]] std::size_t count() const;
    /// False when the handset is not connected.
    bool send(const base::HandsetId& handset, const protocol::Message& message, const std::string& replaceKey) const;
    void disconnect(const base::HandsetId& handset, const std::string& reason) const;

private:
    struct Link {
        std::shared_ptr<LinkPeer> peer;
        base::Timestamp heardAt, toldAt;
    };
    [[nodiscard]] std::shared_ptr<LinkPeer> find(const base::HandsetId& handset) const;
    mutable std::mutex m_mutex;  // guards m_links
    std::unordered_map<base::HandsetId, Link> m_links;
    std::optional<base::Timestamp> m_stopped;
    base::Timestamp m_started;
};

}  // namespace fleet
