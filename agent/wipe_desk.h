// WipeDesk: carries out wipe orders and proves it with a receipt. The data disks of all other phones are measured
// before and after, and while an order is open nothing else of those phones moves. Loop only.
#pragma once

#include <map>

#include "agent/back_off.h"
#include "agent/operations/operation_desk.h"
#include "agent/wipe_record.h"

namespace agent {

class WipeDesk {
public:
    WipeDesk(Services& services, std::shared_ptr<Inbox> inbox);

    /// Reads the journals of orders; an open one goes on.
    base::Result<void> load();
    /// Verifies and journals. An order that is known changes nothing; its receipt is sent again.
    base::Result<void> take(const base::Bytes& order, const base::Bytes& signature);
    /// An order is being carried out: other phones are held as they are.
    [[nodiscard]] bool holding() const;
    /// `proving`: a machine beside the phones may still have data of theirs; no order is done before that has ended.
    void turn(Phones& phones, bool proving);

private:
    struct Entry {
        WipeRecord record;
        base::Duration since{0};  // of the current measuring
        bool sending = false;
        BackOff backOff;
    };

    base::Result<void> save(const WipeRecord& record);
    base::Result<void> advance(Entry& entry, Phones& phones, bool proving);
    bool measured(Entry& entry, Phones& phones, std::map<base::PhoneId, std::string>& digests);
    void measure(Entry& entry, Phone& phone, bool after);
    static base::Result<bool> erased(const WipeRecord& record, Phones& phones);
    [[nodiscard]] fleet::protocol::WipeReceipt receiptOf(const WipeRecord& record, const Phones& phones) const;
    void deliver(Entry& entry);

    Services& m_services;
    std::shared_ptr<Inbox> m_inbox;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::map<base::OperationId, Entry> m_entries;
};

}  // namespace agent
