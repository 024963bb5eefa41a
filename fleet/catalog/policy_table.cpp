#include "fleet/catalog/policy_table.h"

namespace fleet::catalog {
namespace {

std::vector<PolicyRow> takePolicies(Statement&& statement) {
    std::vector<PolicyRow> rows;
    while (statement.next()) {
        PolicyRow row;
        statement >> row.name >> row.description >> row.settings >> row.revision >> row.condition;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<AssignmentRow> takeAssignments(Statement&& statement) {
    std::vector<AssignmentRow> rows;
    while (statement.next()) {
        AssignmentRow row;
        statement >> row.policy >> row.target >> row.level;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

void PolicyTable::put(const PolicyRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO policy (name, description, settings, revision, condition) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) "
            "DO UPDATE SET description = excluded.description, settings = excluded.settings, revision = "
            "excluded.revision, condition = excluded.condition")
        .with(row.name, row.description, row.settings, row.revision, row.condition)
        .run();
    m_transaction.changed("policy", row.name);
}

void PolicyTable::remove(std::string_view name) {
    m_transaction.prepare("DELETE FROM policy WHERE name = ?").with(name).run();
    m_transaction.changed("policy", name);
}

std::optional<PolicyRow> PolicyTable::find(std::string_view name) {
    auto rows = takePolicies(
        m_transaction.prepare("SELECT name, description, settings, revision, condition FROM policy WHERE name = ?").with(name));
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<PolicyRow> PolicyTable::list() {
    auto statement = m_transaction.prepare("SELECT name, description, settings, revision, condition FROM policy ORDER BY name");
    return takePolicies(std::move(statement));
}

void AssignmentTable::put(const AssignmentRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO assignment (policy, target, level) VALUES (?, ?, ?) ON CONFLICT (policy, target) DO UPDATE "
            "SET level = "
            "excluded.level")
        .with(row.policy, row.target, row.level)
        .run();
    m_transaction.changed("policy", row.policy);
}

bool AssignmentTable::remove(std::string_view policy, std::string_view target) {
    m_transaction.prepare("DELETE FROM assignment WHERE policy = ? AND target = ?").with(policy, target).run();
    if (m_transaction.database().changes() == 0) return false;
    m_transaction.changed("policy", policy);
    return true;
}

std::vector<AssignmentRow> AssignmentTable::ofPolicy(std::string_view policy) {
    return takeAssignments(
        m_transaction.prepare("SELECT policy, target, level FROM assignment WHERE policy = ? ORDER BY target")
            .with(policy));
}

std::vector<AssignmentRow> AssignmentTable::toTarget(std::string_view target) {
    return takeAssignments(
        m_transaction.prepare("SELECT policy, target, level FROM assignment WHERE target = ? ORDER BY policy")
            .with(target));
}

std::vector<AssignmentRow> AssignmentTable::list() {
    return takeAssignments(m_transaction.prepare("SELECT policy, target, level FROM assignment ORDER BY policy, target"));
}

}  // namespace fleet::catalog
