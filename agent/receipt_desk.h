// ReceiptDesk: signs what is really enforced of each phone's policy, whenever that changes, and sends it until the gateway
// has it. Receipts of a phone form a chain without gaps: while 64 wait for the gateway no new one is made, and the next one
// then says what holds at that time. Loop only.
#pragma once

#include <map>

#include "agent/operations/operation_desk.h"
#include "agent/receipt_record.h"
#include "fleet/protocol/policy_receipt.h"

namespace agent {

class ReceiptDesk {
public:
    explicit ReceiptDesk(Services& services) : m_services(services) {}

    void linkUp() { m_up = true; }
    void linkDown();
    void acknowledged(const std::string& message);
    /// `now` is the trusted time that receipts carry.
    void turn(const Phones& phones, base::Timestamp now);

private:
    struct Sent {
        std::string message;
        base::Duration at{0};
    };
    struct Ledger {
        ReceiptRecord record;
        std::optional<Sent> sent;  // the first that waits
        base::Duration notBefore{0};
    };
    Ledger* ledgerOf(const base::PhoneId& phone);
    base::Result<void> note(Ledger& ledger, fleet::protocol::PolicyReceipt receipt);
    base::Result<void> keep(Ledger& ledger, const base::PhoneId& phone, ReceiptRecord next);
    void send(Ledger& ledger);

    Services& m_services;
    bool m_up = false;
    std::map<base::PhoneId, Ledger> m_ledgers;
};

}  // namespace agent
