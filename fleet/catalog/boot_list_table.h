// What each phone's guest read of its data disk when it booted last: images/boot_list.h. One list a phone.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct BootListRow {
    base::PhoneId phone;
    base::Timestamp notedAt;
    std::string chunks;  // a JSON array of numbers
};

/// Changes of it are not in the change feed: no page shows it.
class BootListTable {
public:
    explicit BootListTable(Transaction& transaction) : m_transaction(transaction) {}
    std::optional<BootListRow> find(const base::PhoneId& phone);
    /// In the place of the one before.
    void put(const base::PhoneId& phone, std::string_view chunks);
    void remove(const base::PhoneId& phone);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
