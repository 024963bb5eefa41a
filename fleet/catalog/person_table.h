// The people whose virtual phones these are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/page.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct PersonRow {
    base::PersonId id;
    std::string name, email;
    base::Timestamp createdAt;
    std::string labels = "{}";  // a JSON object of texts
    std::string groups = "[]";  // a JSON array of texts
};

class PersonTable {
public:
    explicit PersonTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const PersonRow& row);
    void update(const PersonRow& row);
    std::optional<PersonRow> find(const base::PersonId& id);
    std::vector<PersonRow> findByName(std::string_view name);
    /// By name; the search looks at names and addresses.
    base::Result<Page<PersonRow>> page(const PageRequest& request);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
