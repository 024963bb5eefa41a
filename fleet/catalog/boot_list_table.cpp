#include "fleet/catalog/boot_list_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

BootListRow takeBootList(Statement& statement) {
    BootListRow row;
    statement >> row.phone >> row.notedAt >> row.chunks;
    return row;
}

}  // namespace

std::optional<BootListRow> BootListTable::find(const base::PhoneId& phone) {
    return firstRow(m_transaction.prepare("SELECT phone, noted_at, chunks FROM boot_list WHERE phone = ?").with(phone), takeBootList);
}

void BootListTable::put(const base::PhoneId& phone, std::string_view chunks) {
    m_transaction
        .prepare("INSERT INTO boot_list VALUES (?, ?, ?) ON CONFLICT (phone) DO UPDATE SET noted_at = excluded.noted_at, chunks = excluded.chunks")
        .with(phone, m_transaction.now(), chunks)
        .run();
}

void BootListTable::remove(const base::PhoneId& phone) {
    m_transaction.prepare("DELETE FROM boot_list WHERE phone = ?").with(phone).run();
}

}  // namespace fleet::catalog
