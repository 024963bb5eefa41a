#include "fleet/catalog/restore_point_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_RESTORE_POINT_COLUMNS                                                                             \
    "id, phone, taken_at, root, disk_size, bytes_read, bytes_changed, bytes_uploaded, incremental, consistency, " \
    "guest_pause_ms, release, proved_at, full_read_reason"
#define TWINSET_RESTORE_POINTS "SELECT sequence, " TWINSET_RESTORE_POINT_COLUMNS " FROM restore_point WHERE "

RestorePointRow takeRestorePoint(Statement& statement) {
    RestorePointRow row;
    statement >> row.sequence >> row.id >> row.phone >> row.takenAt >> row.root >> row.diskSize >> row.bytesRead >>
        row.bytesChanged >> row.bytesUploaded >> row.incremental >> row.consistency >> row.guestPauseMs >>
        row.release >> row.provedAt >> row.fullReadReason;
    return row;
}

}  // namespace

void RestorePointTable::insert(const RestorePointRow& row) {
    m_transaction
        .prepare("INSERT INTO restore_point (" TWINSET_RESTORE_POINT_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.id, row.phone, row.takenAt, row.root, row.diskSize, row.bytesRead, row.bytesChanged,
              row.bytesUploaded, row.incremental, row.consistency, row.guestPauseMs, row.release, row.provedAt, row.fullReadReason)
        .run();
    m_transaction.changed("restore_point", row.id.text());
    m_transaction.changed("virtual_phone", row.phone.text());
}

void RestorePointTable::markProved(const base::RestorePointId& id, base::Timestamp at) {
    m_transaction.prepare("UPDATE restore_point SET proved_at = max(coalesce(proved_at, 0), ?) WHERE id = ?").with(at, id).run();
    m_transaction.changed("restore_point", id.text());
}

std::optional<RestorePointRow> RestorePointTable::find(const base::RestorePointId& id) {
    return firstRow(m_transaction.prepare(TWINSET_RESTORE_POINTS "id = ?").with(id), takeRestorePoint);
}

std::optional<RestorePointRow> RestorePointTable::newestOf(const base::PhoneId& phone) {
    return firstRow(
        m_transaction.prepare(TWINSET_RESTORE_POINTS "phone = ? ORDER BY sequence DESC LIMIT 1").with(phone),
        takeRestorePoint);
}

std::optional<RestorePointRow> RestorePointTable::newestProvedOf(const base::PhoneId& phone) {
    return firstRow(m_transaction
                        .prepare(TWINSET_RESTORE_POINTS
                                 "phone = ? AND proved_at IS NOT NULL ORDER BY sequence DESC LIMIT 1")
                        .with(phone),
                    takeRestorePoint);
}

std::vector<RestorePointRow> RestorePointTable::all() {
    return allRows(m_transaction.prepare(TWINSET_RESTORE_POINTS "1 ORDER BY sequence DESC"), takeRestorePoint);
}

std::vector<RestorePointRow> RestorePointTable::allOf(const base::PhoneId& phone) {
    return allRows(m_transaction.prepare(TWINSET_RESTORE_POINTS "phone = ? ORDER BY sequence DESC").with(phone),
                   takeRestorePoint);
}

std::int64_t RestorePointTable::count() {
    auto statement = m_transaction.prepare("SELECT count(*) FROM restore_point");
    std::int64_t count = 0;
    if (statement.next()) statement >> count;
    return count;
}

std::int64_t RestorePointTable::newestSequence() {
    auto statement = m_transaction.prepare("SELECT coalesce(max(sequence), 0) FROM restore_point");
    std::int64_t sequence = 0;
    if (statement.next()) statement >> sequence;
    return sequence;
}

void RestorePointTable::remove(const base::RestorePointId& id) {
    const auto row = find(id);
    if (!row) return;
    m_transaction.prepare("DELETE FROM restore_point WHERE id = ?").with(id).run();
    m_transaction.changed("restore_point", id.text());
    m_transaction.changed("virtual_phone", row->phone.text());
}

std::vector<base::Digest> RestorePointTable::rootsOf(const base::PhoneId& phone) {
    auto statement =
        m_transaction.prepare("SELECT root FROM restore_point WHERE phone = ? ORDER BY sequence DESC").with(phone);
    std::vector<base::Digest> roots;
    while (statement.next()) statement >> roots.emplace_back();
    return roots;
}

base::Result<Page<RestorePointRow>> RestorePointTable::page(const PageRequest& request,
                                                            const std::optional<base::PhoneId>& phone) {
    TWINSET_ASSIGN(const auto before, readSequenceCursor(request.after, INT64_MAX));
    auto rows = allRows(m_transaction
                            .prepare(TWINSET_RESTORE_POINTS
                                     "sequence < ?1 AND (?2 IS NULL OR phone = ?2) ORDER BY sequence DESC LIMIT ?3")
                            .with(before, phone, request.limit + 1),
                        takeRestorePoint);
    return cutPage(std::move(rows), request.limit,
                   [](const RestorePointRow& row) { return std::to_string(row.sequence); });
}

}  // namespace fleet::catalog
