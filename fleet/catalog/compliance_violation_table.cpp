#include "fleet/catalog/compliance_violation_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

ComplianceViolationRow takeComplianceViolation(Statement& statement) {
    ComplianceViolationRow row;
    statement >> row.phone >> row.rule >> row.since >> row.byError;
    return row;
}

}  // namespace

void ComplianceViolationTable::put(const ComplianceViolationRow& row) {
    m_transaction
        .prepare("INSERT INTO compliance_violation (phone, rule, since, by_error) VALUES (?, ?, ?, ?) ON CONFLICT "
                 "(phone, rule) DO UPDATE SET by_error = excluded.by_error")
        .with(row.phone, row.rule, row.since, row.byError)
        .run();
    m_transaction.changed("virtual_phone", row.phone.text());
}

void ComplianceViolationTable::remove(const base::PhoneId& phone, std::string_view rule) {
    m_transaction.prepare("DELETE FROM compliance_violation WHERE phone = ? AND rule = ?").with(phone, rule).run();
    m_transaction.changed("virtual_phone", phone.text());
}

void ComplianceViolationTable::removeAll(const base::PhoneId& phone) {
    m_transaction.prepare("DELETE FROM compliance_violation WHERE phone = ?").with(phone).run();
}

std::vector<ComplianceViolationRow> ComplianceViolationTable::ofPhone(const base::PhoneId& phone) {
    return allRows(
        m_transaction
            .prepare("SELECT phone, rule, since, by_error FROM compliance_violation WHERE phone = ? ORDER BY rule")
            .with(phone),
        takeComplianceViolation);
}

std::vector<ComplianceViolationRow> ComplianceViolationTable::list(int limit) {
    return allRows(
        m_transaction
            .prepare(
                "SELECT phone, rule, since, by_error FROM compliance_violation ORDER BY rule, since, phone LIMIT ?")
            .with(limit),
        takeComplianceViolation);
}

}  // namespace fleet::catalog
