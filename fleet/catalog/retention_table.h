// How many restore points are kept: a rule for the fleet, and rules of single phones. Rules are JSON texts.
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

class RetentionTable {
public:
    explicit RetentionTable(Transaction& transaction) : m_transaction(transaction) {}
    /// Of the phone itself; nullopt as the phone: of the fleet.
    std::optional<std::string> find(const std::optional<base::PhoneId>& phone);
    void put(const std::optional<base::PhoneId>& phone, std::string_view rule);
    void remove(const std::optional<base::PhoneId>& phone);
    /// True when there is a rule of any kind.
    bool any();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
