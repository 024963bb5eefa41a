#include "fleet/catalog/enrolment_token_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_TOKENS                                                                                               \
    "SELECT id, secret_digest, created_at, expires_at, uses_left, requires_acceptance, created_by, revoked_at FROM " \
    "enrolment_token WHERE "

EnrolmentTokenRow takeEnrolmentToken(Statement& statement) {
    EnrolmentTokenRow row;
    statement >> row.id >> row.secretDigest >> row.createdAt >> row.expiresAt >> row.usesLeft >>
        row.requiresAcceptance >> row.createdBy >> row.revokedAt;
    return row;
}

}  // namespace

void EnrolmentTokenTable::insert(const EnrolmentTokenRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO enrolment_token (id, secret_digest, created_at, expires_at, uses_left, requires_acceptance, "
            "created_by, "
            "revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(row.id, row.secretDigest, row.createdAt, row.expiresAt, row.usesLeft, row.requiresAcceptance,
              row.createdBy, row.revokedAt)
        .run();
    m_transaction.changed("enrolment_token", row.id);
}

std::optional<EnrolmentTokenRow> EnrolmentTokenTable::findBySecret(const base::Digest& digest) {
    return firstRow(m_transaction.prepare(TWINSET_TOKENS "secret_digest = ?").with(digest), takeEnrolmentToken);
}

std::optional<EnrolmentTokenRow> EnrolmentTokenTable::find(std::string_view id) {
    return firstRow(m_transaction.prepare(TWINSET_TOKENS "id = ?").with(id), takeEnrolmentToken);
}

void EnrolmentTokenTable::useOnce(std::string_view id) {
    m_transaction.prepare("UPDATE enrolment_token SET uses_left = uses_left - 1 WHERE id = ? AND uses_left > 0")
        .with(id)
        .run();
    m_transaction.changed("enrolment_token", id);
}

void EnrolmentTokenTable::revoke(std::string_view id) {
    m_transaction.prepare("UPDATE enrolment_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
        .with(m_transaction.now(), id)
        .run();
    m_transaction.changed("enrolment_token", id);
}

std::vector<EnrolmentTokenRow> EnrolmentTokenTable::listUsable() {
    return allRows(m_transaction
                       .prepare(TWINSET_TOKENS
                                "revoked_at IS NULL AND uses_left > 0 AND expires_at > ? ORDER BY sequence LIMIT 1000")
                       .with(m_transaction.now()),
                   takeEnrolmentToken);
}

}  // namespace fleet::catalog
