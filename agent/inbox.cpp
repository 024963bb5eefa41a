#include "agent/inbox.h"

namespace agent {

void Inbox::put(Happening happening) {
    {
        const std::lock_guard lock(m_mutex);
        m_happenings.push_back(std::move(happening));
    }
    m_wake.notify_one();
}

std::deque<Happening> Inbox::takeAll() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_happenings, {});
}

void Inbox::wait(base::Duration longest) {
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, longest, [this] { return !m_happenings.empty(); });
}

}  // namespace agent
