#include "fleet/catalog/phone_report_table.h"

namespace fleet::catalog {

void PhoneReportTable::put(const PhoneReportRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO phone_report (phone, handset, at, received_at, body, proved_at, proved_release, "
            "proved_health) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (phone) DO UPDATE SET handset = excluded.handset, at = "
            "excluded.at, "
            "received_at = excluded.received_at, body = excluded.body")
        .with(row.phone, row.handset, row.at, row.receivedAt, row.body, row.provedAt, row.provedRelease,
              row.provedHealth)
        .run();
    if (row.provedAt)
        m_transaction
            .prepare("UPDATE phone_report SET proved_at = ?, proved_release = ?, proved_health = ? WHERE phone = ?")
            .with(row.provedAt, row.provedRelease, row.provedHealth, row.phone)
            .run();
    m_transaction.changed("virtual_phone", row.phone.text());
}

void PhoneReportTable::remove(const base::PhoneId& phone) {
    m_transaction.prepare("DELETE FROM phone_report WHERE phone = ?").with(phone).run();
}

std::optional<PhoneReportRow> PhoneReportTable::find(const base::PhoneId& phone) {
    auto statement =
        m_transaction
            .prepare(
                "SELECT phone, handset, at, received_at, body, proved_at, proved_release, proved_health FROM "
                "phone_report WHERE phone = ?")
            .with(phone);
    if (!statement.next()) return std::nullopt;
    PhoneReportRow row;
    statement >> row.phone >> row.handset >> row.at >> row.receivedAt >> row.body >> row.provedAt >>
        row.provedRelease >> row.provedHealth;
    return row;
}

}  // namespace fleet::catalog
