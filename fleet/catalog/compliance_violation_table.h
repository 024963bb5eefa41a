// Which phones break which compliance rules, and since when: the steps of a rule count from there, whatever restarts
// in between.
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct ComplianceViolationRow {
    base::PhoneId phone;
    std::string rule;
    base::Timestamp since;
    bool byError = false;  // the rule's condition failed, which counts as a violation
};

class ComplianceViolationTable {
public:
    explicit ComplianceViolationTable(Transaction& transaction) : m_transaction(transaction) {}
    /// Inserts; one that is there keeps its `since`.
    void put(const ComplianceViolationRow& row);
    void remove(const base::PhoneId& phone, std::string_view rule);
    void removeAll(const base::PhoneId& phone);
    std::vector<ComplianceViolationRow> ofPhone(const base::PhoneId& phone);
    /// By rule and age, at most `limit`.
    std::vector<ComplianceViolationRow> list(int limit);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
