// Alerts: what an operator should look at without having asked.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct AlertRow {
    std::int64_t sequence = 0;
    base::Timestamp at;
    std::string kind;     // "identity_in_use", "work_wiped", "release_rejected", ...
    std::string subject;  // id of what it is about
    std::string message;  // for people
};

class AlertTable {
public:
    explicit AlertTable(Transaction& transaction) : m_transaction(transaction) {}
    /// Nothing happens when the same alert was raised less than ten minutes ago.
    void raise(std::string_view kind, std::string_view subject, std::string_view message);
    /// Newest first.
    std::vector<AlertRow> list(std::int64_t limit);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
