#include "fleet/catalog/operation_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_WIPE_ORDERS \
    "SELECT id, handset, phones, issued_at, document, signature, receipt, receipt_at FROM wipe_order WHERE "

WipeOrderRow takeWipeOrder(Statement& statement) {
    WipeOrderRow row;
    statement >> row.id >> row.handset >> row.phones >> row.issuedAt >> row.document >> row.signature >> row.receipt >>
        row.receiptAt;
    return row;
}

}  // namespace

void WipeOrderTable::insert(const WipeOrderRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO wipe_order (id, handset, phones, issued_at, document, signature, receipt, receipt_at) VALUES "
            "(?, ?, ?, ?, ?, "
            "?, ?, ?)")
        .with(row.id, row.handset, row.phones, row.issuedAt, Blob{row.document}, Blob{row.signature}, row.receipt,
              row.receiptAt)
        .run();
    m_transaction.changed("handset", row.handset.text());
}

void WipeOrderTable::receive(const base::OperationId& id, std::string_view receipt) {
    m_transaction.prepare("UPDATE wipe_order SET receipt = ?, receipt_at = ? WHERE id = ?")
        .with(receipt, m_transaction.now(), id)
        .run();
}

std::optional<WipeOrderRow> WipeOrderTable::find(const base::OperationId& id) {
    return firstRow(m_transaction.prepare(TWINSET_WIPE_ORDERS "id = ?").with(id), takeWipeOrder);
}

std::optional<WipeOrderRow> WipeOrderTable::newestOf(const base::HandsetId& handset) {
    return firstRow(
        m_transaction.prepare(TWINSET_WIPE_ORDERS "handset = ? ORDER BY issued_at DESC, id LIMIT 1").with(handset),
        takeWipeOrder);
}

std::optional<WipeOrderRow> WipeOrderTable::openOf(const base::HandsetId& handset) {
    return firstRow(
        m_transaction.prepare(TWINSET_WIPE_ORDERS "handset = ? AND receipt_at IS NULL ORDER BY issued_at, id LIMIT 1")
            .with(handset),
        takeWipeOrder);
}

}  // namespace fleet::catalog
