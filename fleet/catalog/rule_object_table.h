// Groups, exceptions and compliance rules: JSON objects by kind and name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

enum class RuleKind { Group, Exception, ComplianceRule };

/// As it stands in the change feed: "policy_group", "policy_exception", "compliance_rule".
std::string_view ruleKindName(RuleKind kind);

struct RuleObjectRow {
    std::string name;
    std::string body;  // a JSON object's text
    std::int64_t revision = 1;
};

class RuleObjectTable {
public:
    RuleObjectTable(Transaction& transaction, RuleKind kind) : m_transaction(transaction), m_kind(kind) {}
    /// Inserts or replaces.
    void put(const RuleObjectRow& row);
    /// False when there was none.
    bool remove(std::string_view name);
    std::optional<RuleObjectRow> find(std::string_view name);
    std::vector<RuleObjectRow> list();

private:
    Transaction& m_transaction;
    RuleKind m_kind;
};

}  // namespace fleet::catalog
