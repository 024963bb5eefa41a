// OperationDesk: takes operations in, gives each its turn on its phone, and repeats results until the fleet has them.
// Every operation has an id; the same id is done once, and its result is kept. Loop only, except where a running
// operation writes its own record.
#pragma once

#include <map>

#include "agent/inbox.h"
#include "agent/operations/phone_operation.h"
#include "agent/phone.h"

namespace agent {

using Phones = std::map<base::PhoneId, std::unique_ptr<Phone>>;

class OperationDesk {
public:
    OperationDesk(Services& services, std::shared_ptr<Inbox> inbox) : m_services(services), m_inbox(std::move(inbox)) {}

    /// Reads the journals of operations; what was under way is done again from the start, or found done.
    base::Result<void> load();
    /// Durable on return. An id that is known already changes nothing; its result is sent again.
    base::Result<void> take(const fleet::protocol::Operation& operation);
    void cancel(const base::OperationId& operation);
    void acknowledged(const std::string& message);
    void linkUp();
    void linkDown() { m_up = false; }

    /// What runs beside the virtual phones ends, and nothing of that kind begins while `held`: a wipe is carried out, or the
    /// agent stops.
    void holdApart(bool held);
    /// Something runs beside the virtual phones.
    [[nodiscard]] bool busyApart() const;
    /// Begins what can begin, ends what is too late, sends progress and results.
    void turn(Phones& phones);

private:
    struct Entry {
        std::shared_ptr<OperationRecord> record;
        std::shared_ptr<WorkState> running;    // while it is on a worker
        std::string message;                   // under which the result was sent last
        std::optional<base::Duration> sentAt;  // of the result, on this connection
        bool askedAgain = false;               // the fleet sent an operation that is done
        double sentFraction = -1;
        std::string sentStep;
        base::Duration progressAt{0};
        std::string waits;                     // what it waits for; empty: nothing, or it was not asked
        base::Duration waitsLookedAt{0};
    };

    base::Result<void> save(const OperationRecord& record);
    [[nodiscard]] static bool waitsForData(const Entry& entry, const Phone& phone);
    [[nodiscard]] std::optional<base::Error> refusal(const Entry& entry, const Phone* phone) const;
    /// True when the operation may run now; else it says what it waits for, or has ended.
    bool mayRun(Entry& entry);
    void begin(Entry& entry, Phone& phone);
    bool markBegun(Entry& entry);
    void turnApart(Entry& entry);
    void beginApart(Entry& entry);
    /// `phone`: nullptr when it ran beside the phones.
    void done(const base::OperationId& id, Phone* phone, const base::Result<OperationAnswer>& answer);
    void finish(Entry& entry, const base::Result<OperationAnswer>& outcome);
    void sendProgress(Entry& entry);
    void sendResult(Entry& entry);
    void forgetOld();

    Services& m_services;
    std::shared_ptr<Inbox> m_inbox;
    bool m_heldApart = false;
    std::map<base::OperationId, Entry> m_entries;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    bool m_up = false;
};

}  // namespace agent
