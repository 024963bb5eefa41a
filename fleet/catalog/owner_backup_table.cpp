#include "fleet/catalog/owner_backup_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_OWNER_BACKUPS "SELECT phone, key_name, enabled_at, stored_bytes, collected FROM owner_backup WHERE "
#define TWINSET_OWNER_POINT_COLUMNS                                                                            \
    "id, phone, taken_at, root, list, disk_size, bytes_uploaded, incremental, consistency, guest_pause_ms, " \
    "release, proved_at, full_read_reason"
#define TWINSET_OWNER_POINTS "SELECT sequence, " TWINSET_OWNER_POINT_COLUMNS " FROM owner_restore_point WHERE "

OwnerBackupRow takeOwnerBackup(Statement& statement) {
    OwnerBackupRow row;
    statement >> row.phone >> row.keyName >> row.enabledAt >> row.storedBytes >> row.collected;
    return row;
}

OwnerRestorePointRow takeOwnerPoint(Statement& statement) {
    OwnerRestorePointRow row;
    auto& point = row.point;
    statement >> point.sequence >> point.id >> point.phone >> point.takenAt >> point.root >> row.list >> point.diskSize >>
        point.bytesUploaded >> point.incremental >> point.consistency >> point.guestPauseMs >> point.release >> point.provedAt >>
        point.fullReadReason;
    return row;
}

}  // namespace

void OwnerBackupTable::changed(const base::PhoneId& phone) { m_transaction.changed("virtual_phone", phone.text()); }

std::optional<OwnerBackupRow> OwnerBackupTable::find(const base::PhoneId& phone) {
    return firstRow(m_transaction.prepare(TWINSET_OWNER_BACKUPS "phone = ?").with(phone), takeOwnerBackup);
}

std::vector<OwnerBackupRow> OwnerBackupTable::all() {
    return allRows(m_transaction.prepare(TWINSET_OWNER_BACKUPS "1 ORDER BY phone"), takeOwnerBackup);
}

std::vector<OwnerBackupRow> OwnerBackupTable::after(std::string_view phone, std::int64_t limit) {
    return allRows(m_transaction.prepare(TWINSET_OWNER_BACKUPS "phone > ? ORDER BY phone LIMIT ?").with(phone, limit), takeOwnerBackup);
}

void OwnerBackupTable::insert(const OwnerBackupRow& row) {
    m_transaction.prepare("INSERT INTO owner_backup VALUES (?, ?, ?, ?, ?)")
        .with(row.phone, row.keyName, row.enabledAt, row.storedBytes, row.collected)
        .run();
    changed(row.phone);
}

void OwnerBackupTable::update(const OwnerBackupRow& row) {
    m_transaction
        .prepare("UPDATE owner_backup SET key_name = ?, enabled_at = ?, stored_bytes = ?, collected = ? WHERE phone = ?")
        .with(row.keyName, row.enabledAt, row.storedBytes, row.collected, row.phone)
        .run();
    changed(row.phone);
}

void OwnerBackupTable::remove(const base::PhoneId& phone) {
    m_transaction.prepare("DELETE FROM owner_restore_point WHERE phone = ?").with(phone).run();
    m_transaction.prepare("DELETE FROM owner_backup WHERE phone = ?").with(phone).run();
    changed(phone);
}

void OwnerBackupTable::insertPoint(const OwnerRestorePointRow& row) {
    const auto& point = row.point;
    m_transaction
        .prepare("INSERT INTO owner_restore_point (" TWINSET_OWNER_POINT_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(point.id, point.phone, point.takenAt, point.root, row.list, point.diskSize, point.bytesUploaded, point.incremental,
              point.consistency, point.guestPauseMs, point.release, point.provedAt, point.fullReadReason)
        .run();
    changed(point.phone);
}

std::optional<OwnerRestorePointRow> OwnerBackupTable::findPoint(const base::RestorePointId& id) {
    return firstRow(m_transaction.prepare(TWINSET_OWNER_POINTS "id = ?").with(id), takeOwnerPoint);
}

std::optional<OwnerRestorePointRow> OwnerBackupTable::newestPointOf(const base::PhoneId& phone) {
    return firstRow(m_transaction.prepare(TWINSET_OWNER_POINTS "phone = ? ORDER BY sequence DESC LIMIT 1").with(phone),
                    takeOwnerPoint);
}

std::vector<OwnerRestorePointRow> OwnerBackupTable::pointsOf(const base::PhoneId& phone) {
    return allRows(m_transaction.prepare(TWINSET_OWNER_POINTS "phone = ? ORDER BY sequence DESC").with(phone), takeOwnerPoint);
}

void OwnerBackupTable::markProved(const base::RestorePointId& id, base::Timestamp at) {
    const auto row = findPoint(id);
    if (!row) return;
    m_transaction.prepare("UPDATE owner_restore_point SET proved_at = max(coalesce(proved_at, 0), ?) WHERE id = ?").with(at, id).run();
    changed(row->point.phone);
}

void OwnerBackupTable::removePoint(const base::RestorePointId& id) {
    const auto row = findPoint(id);
    if (!row) return;
    m_transaction.prepare("DELETE FROM owner_restore_point WHERE id = ?").with(id).run();
    changed(row->point.phone);
}

std::vector<base::PhoneId> OwnerBackupTable::toCollect() {
    auto statement = m_transaction.prepare(
        "SELECT phone FROM owner_backup WHERE collected <> (SELECT coalesce(max(sequence), 0) FROM owner_restore_point WHERE phone = "
        "owner_backup.phone) AND NOT EXISTS (SELECT 1 FROM operation WHERE phone = owner_backup.phone AND kind = "
        "'virtual_phone_backup' AND state IN ('queued', 'delivered', 'running'))");
    std::vector<base::PhoneId> phones;
    while (statement.next()) statement >> phones.emplace_back();
    return phones;
}

}  // namespace fleet::catalog
