// Policies and what they are assigned to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct PolicyRow {
    std::string name, description;
    std::string settings;  // a JSON object's text
    std::int64_t revision = 1;
    std::string condition = {};  // CEL; empty: always
};

class PolicyTable {
public:
    explicit PolicyTable(Transaction& transaction) : m_transaction(transaction) {}
    /// Inserts or replaces.
    void put(const PolicyRow& row);
    void remove(std::string_view name);
    std::optional<PolicyRow> find(std::string_view name);
    std::vector<PolicyRow> list();

private:
    Transaction& m_transaction;
};

struct AssignmentRow {
    std::string policy;
    std::string target;  // "all", "persona:work", "handset:ID", "phone:ID"
    std::string level;
};

class AssignmentTable {
public:
    explicit AssignmentTable(Transaction& transaction) : m_transaction(transaction) {}
    void put(const AssignmentRow& row);
    /// False when there was no such assignment.
    bool remove(std::string_view policy, std::string_view target);
    std::vector<AssignmentRow> ofPolicy(std::string_view policy);
    std::vector<AssignmentRow> toTarget(std::string_view target);
    std::vector<AssignmentRow> list();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
