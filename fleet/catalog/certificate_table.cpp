#include "fleet/catalog/handset_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_CERTIFICATE_COLUMNS "fingerprint, handset, pem, issued_at, not_after, revoked_at, reason"

CertificateRow takeCertificate(Statement& statement) {
    CertificateRow row;
    statement >> row.fingerprint >> row.handset >> row.pem >> row.issuedAt >> row.notAfter >> row.revokedAt >>
        row.reason;
    return row;
}

}  // namespace

void CertificateTable::insert(const CertificateRow& row) {
    m_transaction.prepare("INSERT INTO certificate (" TWINSET_CERTIFICATE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)")
        .with(row.fingerprint, row.handset, row.pem, row.issuedAt, row.notAfter, row.revokedAt, row.reason)
        .run();
}

std::optional<CertificateRow> CertificateTable::find(std::string_view fingerprint) {
    return firstRow(
        m_transaction.prepare("SELECT " TWINSET_CERTIFICATE_COLUMNS " FROM certificate WHERE fingerprint = ?")
            .with(fingerprint),
        takeCertificate);
}

std::optional<CertificateRow> CertificateTable::newestOf(const base::HandsetId& handset) {
    return firstRow(m_transaction
                        .prepare("SELECT " TWINSET_CERTIFICATE_COLUMNS
                                 " FROM certificate WHERE handset = ? ORDER BY issued_at DESC, fingerprint LIMIT 1")
                        .with(handset),
                    takeCertificate);
}

void CertificateTable::revokeAll(const base::HandsetId& handset, std::string_view reason) {
    m_transaction.prepare("UPDATE certificate SET revoked_at = ?, reason = ? WHERE handset = ? AND revoked_at IS NULL")
        .with(m_transaction.now(), reason, handset)
        .run();
    m_transaction.changed("handset", handset.text());
}

}  // namespace fleet::catalog
