#include "fleet/catalog/desired_document_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_DOCUMENTS \
    "SELECT phone, handset, version, issued_at, document, signature, content, envelope, envelope_digest, previous, " \
    "not_after FROM desired_document WHERE "

std::optional<base::Digest> takeDigest(Statement& statement) {
    std::string hex;
    statement >> hex;
    const auto digest = base::Digest::fromHex(hex);
    return digest ? std::optional(*digest) : std::nullopt;
}

std::string textOf(const std::optional<base::Digest>& digest) { return digest ? digest->hex() : std::string(); }

DesiredDocumentRow takeDesiredDocument(Statement& statement) {
    DesiredDocumentRow row;
    statement >> row.phone >> row.handset >> row.version >> row.issuedAt >> row.document >> row.signature >>
        row.content >> row.envelope;
    row.digest = takeDigest(statement);
    row.previous = takeDigest(statement);
    statement >> row.notAfter;
    return row;
}

}  // namespace

void DesiredDocumentTable::put(const DesiredDocumentRow& row) {
    m_transaction
        .prepare(
            "INSERT OR REPLACE INTO desired_document (phone, handset, version, issued_at, document, signature, "
            "content, envelope, envelope_digest, previous, not_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.phone, row.handset, row.version, row.issuedAt, Blob{row.document}, Blob{row.signature}, row.content,
              Blob{row.envelope}, textOf(row.digest), textOf(row.previous), row.notAfter)
        .run();
}

std::optional<DesiredDocumentRow> DesiredDocumentTable::find(const base::PhoneId& phone,
                                                             const base::HandsetId& handset) {
    return firstRow(m_transaction.prepare(TWINSET_DOCUMENTS "phone = ? AND handset = ?").with(phone, handset),
                    takeDesiredDocument);
}

std::vector<DesiredDocumentRow> DesiredDocumentTable::forHandset(const base::HandsetId& handset) {
    return allRows(m_transaction.prepare(TWINSET_DOCUMENTS "handset = ? ORDER BY phone").with(handset),
                   takeDesiredDocument);
}

}  // namespace fleet::catalog
