#include "fleet/catalog/policy_receipt_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_RECEIPTS                                                                                            \
    "SELECT handset, phone, sequence, digest, previous, envelope_version, envelope_digest, at, received_at, body, " \
    "signature, certificate, follows FROM policy_receipt WHERE phone = ? AND handset = ? ORDER BY id "

PolicyReceiptRow takePolicyReceipt(Statement& statement) {
    PolicyReceiptRow row;
    std::string previous;
    statement >> row.handset >> row.phone >> row.sequence >> row.digest >> previous >> row.envelopeVersion >>
        row.envelope >> row.at >> row.receivedAt >> row.body >> row.signature >> row.certificate >> row.follows;
    if (const auto digest = base::Digest::fromHex(previous)) row.previous = *digest;
    return row;
}

}  // namespace

void PolicyReceiptTable::insert(const PolicyReceiptRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO policy_receipt (handset, phone, sequence, digest, previous, envelope_version, envelope_digest, at, "
            "received_at, body, signature, certificate, follows) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.handset, row.phone, row.sequence, row.digest, row.previous ? row.previous->hex() : std::string(),
              row.envelopeVersion, row.envelope, row.at, row.receivedAt, Blob{row.body}, Blob{row.signature},
              row.certificate, row.follows)
        .run();
    m_transaction
        .prepare(
            "DELETE FROM policy_receipt WHERE phone = ?1 AND handset = ?2 AND id <= (SELECT id FROM policy_receipt WHERE "
            "phone = ?1 AND handset = ?2 ORDER BY id DESC LIMIT 1 OFFSET 256)")
        .with(row.phone, row.handset)
        .run();
    m_transaction.changed("virtual_phone", row.phone.text());
}

std::optional<PolicyReceiptRow> PolicyReceiptTable::newest(const base::PhoneId& phone, const base::HandsetId& handset) {
    return firstRow(m_transaction.prepare(TWINSET_RECEIPTS "DESC LIMIT 1").with(phone, handset), takePolicyReceipt);
}

bool PolicyReceiptTable::contains(const base::PhoneId& phone, const base::HandsetId& handset, const base::Digest& digest) {
    return m_transaction.prepare("SELECT 1 FROM policy_receipt WHERE phone = ? AND handset = ? AND digest = ?")
        .with(phone, handset, digest)
        .next();
}

std::vector<PolicyReceiptRow> PolicyReceiptTable::all(const base::PhoneId& phone, const base::HandsetId& handset) {
    return allRows(m_transaction.prepare(TWINSET_RECEIPTS).with(phone, handset), takePolicyReceipt);
}

}  // namespace fleet::catalog
