// Single values of the fleet: its id, the ports it had last; and the counters that triggers keep.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

class SettingTable {
public:
    explicit SettingTable(Transaction& transaction) : m_transaction(transaction) {}
    std::optional<std::string> find(std::string_view name);
    void put(std::string_view name, std::string_view value);

private:
    Transaction& m_transaction;
};

class CounterTable {
public:
    explicit CounterTable(Transaction& transaction) : m_transaction(transaction) {}
    /// Sum of the counters whose names begin with `prefix`, such as "operation." or "virtual_phone.agrees".
    std::int64_t sum(std::string_view prefix);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
