// What handsets reported of virtual phones, and what was proved of them: the newest of each.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct PhoneReportRow {
    base::PhoneId phone;
    base::HandsetId handset;
    base::Timestamp at;          // by the handset's clock
    base::Timestamp receivedAt;  // by the gateway's
    std::string body;            // fleet/protocol's JSON of a PhoneReport
    std::optional<base::Timestamp> provedAt;
    std::string provedRelease, provedHealth;
};

class PhoneReportTable {
public:
    explicit PhoneReportTable(Transaction& transaction) : m_transaction(transaction) {}
    /// A row without provedAt leaves what was proved before.
    void put(const PhoneReportRow& row);
    /// Forgets report and proof, as when a phone moves to another handset.
    void remove(const base::PhoneId& phone);
    std::optional<PhoneReportRow> find(const base::PhoneId& phone);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
