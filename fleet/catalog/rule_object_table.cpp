#include "fleet/catalog/rule_object_table.h"

#include <array>

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

RuleObjectRow takeRuleObject(Statement& statement) {
    RuleObjectRow row;
    statement >> row.name >> row.body >> row.revision;
    return row;
}

}  // namespace

std::string_view ruleKindName(RuleKind kind) {
    constexpr std::array<std::string_view, 3> kNames{"policy_group", "policy_exception", "compliance_rule"};
    return kNames[static_cast<std::size_t>(kind)];
}

void RuleObjectTable::put(const RuleObjectRow& row) {
    m_transaction
        .prepare("INSERT INTO rule_object (kind, name, body, revision) VALUES (?, ?, ?, ?) ON CONFLICT (kind, name) DO "
                 "UPDATE SET body = excluded.body, revision = excluded.revision")
        .with(ruleKindName(m_kind), row.name, row.body, row.revision)
        .run();
    m_transaction.changed(ruleKindName(m_kind), row.name);
}

bool RuleObjectTable::remove(std::string_view name) {
    m_transaction.prepare("DELETE FROM rule_object WHERE kind = ? AND name = ?").with(ruleKindName(m_kind), name).run();
    if (m_transaction.database().changes() == 0) return false;
    m_transaction.changed(ruleKindName(m_kind), name);
    return true;
}

std::optional<RuleObjectRow> RuleObjectTable::find(std::string_view name) {
    return firstRow(m_transaction.prepare("SELECT name, body, revision FROM rule_object WHERE kind = ? AND name = ?")
                        .with(ruleKindName(m_kind), name),
                    takeRuleObject);
}

std::vector<RuleObjectRow> RuleObjectTable::list() {
    return allRows(m_transaction.prepare("SELECT name, body, revision FROM rule_object WHERE kind = ? ORDER BY name")
                       .with(ruleKindName(m_kind)),
                   takeRuleObject);
}

}  // namespace fleet::catalog
