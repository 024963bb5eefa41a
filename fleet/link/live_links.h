// LiveLinks: which connection is each handset's. Any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "base/ids.h"

namespace fleet {

class LinkChannel;

class LiveLinks {
public:
    /// The channel that holds the handset's link, if one does.
    std::shared_ptr<LinkChannel> find(const base::HandsetId& handset) {
        const std::lock_guard lock(m_mutex);
        const auto it = m_links.find(handset);
        return it == m_links.end() ? nullptr : it->second.lock();
    }
    void add(const base::HandsetId& handset, const std::shared_ptr<LinkChannel>& channel) {
        const std::lock_guard lock(m_mutex);
        m_links[handset] = channel;
    }
    void remove(const base::HandsetId& handset) {
        const std::lock_guard lock(m_mutex);
        m_links.erase(handset);
    }
    std::size_t count() {
        const std::lock_guard lock(m_mutex);
        return m_links.size();
    }

private:
    std::mutex m_mutex;
    std::map<base::HandsetId, std::weak_ptr<LinkChannel>> m_links;
};

}  // namespace fleet
