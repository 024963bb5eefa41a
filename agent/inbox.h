// Inbox: everything that happens to the agent from outside its loop, in the order in which it happened: the link, the
// hypervisor's hints, and work that ended. Any thread puts; the loop takes. Shared with the work, which may end after
// the agent.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <variant>

#include "base/clock.h"
#include "fleet/protocol/messages.h"
#include "fleet/protocol/order.h"

namespace agent {

struct LinkUp {};
struct LinkDown {
    std::string reason;
};
/// Something worth looking at happened; the next turn observes.
struct Hint {};
/// Runs on the loop: the second half of work that a worker did.
struct WorkEnded {
    std::function<void()> finish;
};

using Happening = std::variant<LinkUp, LinkDown, fleet::protocol::Message, fleet::protocol::Refusal, Hint, WorkEnded>;

class Inbox {
public:
    void put(Happening happening);
    /// What has come in; empty when nothing has.
    std::deque<Happening> takeAll();
    /// Blocks until something is there, or for `longest`.
    void wait(base::Duration longest);

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Happening> m_happenings;
};

}  // namespace agent
