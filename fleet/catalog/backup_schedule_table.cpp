#include "fleet/catalog/backup_schedule_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

constexpr auto kScheduleKind = "backup_schedule";

BackupScheduleRow takeSchedule(Statement& statement) {
    BackupScheduleRow row;
    statement >> row.target >> row.schedule >> row.setAt;
    return row;
}

BackedUpPhone takeBackedUpPhone(Statement& statement) {
    BackedUpPhone row;
    statement >> row.id >> row.handset >> row.createdAt >> row.lastBackupAt >> row.lastProvedAt >> row.owners;
    return row;
}

}  // namespace

std::optional<BackupScheduleRow> BackupScheduleTable::find(std::string_view target) {
    return firstRow(
        m_transaction.prepare("SELECT target, schedule, set_at FROM backup_schedule WHERE target = ?").with(target),
        takeSchedule);
}

std::vector<BackupScheduleRow> BackupScheduleTable::list() {
    return allRows(m_transaction.prepare("SELECT target, schedule, set_at FROM backup_schedule ORDER BY target"),
                   takeSchedule);
}

void BackupScheduleTable::put(std::string_view target, std::string_view schedule) {
    m_transaction
        .prepare("INSERT INTO backup_schedule VALUES (?, ?, ?) ON CONFLICT (target) DO UPDATE SET "
                 "schedule = excluded.schedule, set_at = excluded.set_at")
        .with(target, schedule, m_transaction.now())
        .run();
    m_transaction.changed(kScheduleKind, std::string(target));
}

bool BackupScheduleTable::remove(std::string_view target) {
    if (!find(target)) return false;
    m_transaction.prepare("DELETE FROM backup_schedule WHERE target = ?").with(target).run();
    m_transaction.changed(kScheduleKind, std::string(target));
    return true;
}

std::vector<BackedUpPhone> BackupScheduleTable::phones(const std::optional<base::PhoneId>& phone) {
    return allRows(
        m_transaction
            .prepare("SELECT id, handset, created_at, coalesce((SELECT taken_at FROM restore_point WHERE phone = "
                     "virtual_phone.id ORDER BY sequence DESC LIMIT 1), (SELECT taken_at FROM owner_restore_point WHERE "
                     "phone = virtual_phone.id ORDER BY sequence DESC LIMIT 1)), (SELECT max(proved_at) FROM "
                     "restore_point WHERE phone = virtual_phone.id), persona <> 'work' FROM virtual_phone WHERE (persona = 'work' "
                     "OR EXISTS (SELECT 1 FROM owner_backup WHERE phone = virtual_phone.id)) AND present = 1 AND "
                     "deleted_at IS NULL AND (?1 IS NULL OR id = ?1) ORDER BY id")
            .with(phone),
        takeBackedUpPhone);
}

}  // namespace fleet::catalog
