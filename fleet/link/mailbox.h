// Mailbox: what waits to be sent over one link. Any thread puts in; the link's thread takes out. It outlives the link, so
// that a sender who still holds it writes into nothing instead of into freed memory.
//
// Bounds: 512 messages and 4 MiB. A message with a replace key takes the place of the older one with the same key that has
// not left yet, and goes to the end, so that what arrives is in the order of the sends. Past the bounds the link is to be
// dropped: after the reconnect the peer gets the newest state, which serves it better than a queue from the past.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "fleet/link/handset_gate.h"

namespace fleet {

class Mailbox final : public LinkPeer {
public:
    struct Item {
        enum class Kind { Text, Close } kind = Kind::Text;
        std::string text;  // the message, or the reason to close
    };

    static constexpr std::size_t kMostMessages = 512;
    static constexpr std::size_t kMostBytes = 4 * 1024 * 1024;

    /// `wake` is called, on the sender's thread, when there is something to take after take() had found nothing. It must
    /// neither block nor call the mailbox.
    explicit Mailbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

    void send(const protocol::Message& message, const std::string& replaceKey) override;
    void disconnect(const std::string& reason) override;
    /// False when the link is gone or going. A message over protocol::kLongestMessage is logged and not sent.
    bool put(const protocol::Message& message, const std::string& replaceKey);

    std::optional<Item> take();
    /// The bounds were passed: the link is to be dropped.
    bool overflown();
    /// Nothing is taken in after this; what waited is forgotten.
    void shut();

private:
    struct Waiting {
        std::string replaceKey;
        std::string text;
    };
    void wakeOnce();

    const std::function<void()> m_wake;
    std::mutex m_mutex;  // guards all below
    std::deque<Waiting> m_waiting;
    std::size_t m_bytes = 0;
    std::optional<std::string> m_closeReason;
    bool m_overflown = false;
    bool m_woken = false;
    bool m_shut = false;
};

}  // namespace fleet
