#include "fleet/link/mailbox.h"

#include <algorithm>

#include "base/log.h"

namespace fleet {

void Mailbox::send(const protocol::Message& message, const std::string& replaceKey) { (void)put(message, replaceKey); }

bool Mailbox::put(const protocol::Message& message, const std::string& replaceKey) {
    std::string text = protocol::writeMessage(message);
    if (text.size() > protocol::kLongestMessage) {
        base::logError("a message of " + base::humanSize({text.size()}) + " (id '" + message.id +
                       "') is over the limit of the link and was not sent");
        return true;
    }
    const std::lock_guard lock(m_mutex);
    if (m_shut || m_overflown || m_closeReason) return false;
    if (!replaceKey.empty()) {
        const auto older = std::find_if(m_waiting.begin(), m_waiting.end(),
                                        [&](const Waiting& waiting) { return waiting.replaceKey == replaceKey; });
        if (older != m_waiting.end()) {
            m_bytes -= older->text.size();
            m_waiting.erase(older);
        }
    }
    m_overflown = m_waiting.size() >= kMostMessages || m_bytes + text.size() > kMostBytes;
    if (!m_overflown) {
        m_bytes += text.size();
        m_waiting.push_back({replaceKey, std::move(text)});
        wakeOnce();
    } else {
        m_wake();  // also when the reader was woken before: it may be waiting for the peer to take a message
    }
    return !m_overflown;
}

bool Mailbox::overflown() {
    const std::lock_guard lock(m_mutex);
    return m_overflown;
}

void Mailbox::disconnect(const std::string& reason) {
    const std::lock_guard lock(m_mutex);
    if (m_shut || m_closeReason) return;
    m_closeReason = reason;
    wakeOnce();
}

std::optional<Mailbox::Item> Mailbox::take() {
    const std::lock_guard lock(m_mutex);
    if (!m_waiting.empty()) {
        Item item{Item::Kind::Text, std::move(m_waiting.front().text)};
        m_waiting.pop_front();
        m_bytes -= item.text.size();
        return item;
    }
    if (m_closeReason && !m_shut) return Item{Item::Kind::Close, *m_closeReason};
    m_woken = false;
    return std::nullopt;
}

void Mailbox::shut() {
    const std::lock_guard lock(m_mutex);
    m_shut = true;
    m_waiting.clear();
    m_bytes = 0;
}

void Mailbox::wakeOnce() {
    if (m_woken) return;
    m_woken = true;
    m_wake();
}

}  // namespace fleet
