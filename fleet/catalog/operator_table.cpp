#include "fleet/catalog/operator_table.h"

#include "fleet/catalog/rows.h"

namespace fleet::catalog {
namespace {

#define TWINSET_OPERATORS \
    "SELECT id, name, role, password_hash, must_change_password, created_at, last_login_at FROM operator"

OperatorRow takeOperator(Statement& statement) {
    OperatorRow row;
    statement >> row.id >> row.name >> row.role >> row.passwordHash >> row.mustChangePassword >> row.createdAt >>
        row.lastLoginAt;
    return row;
}

}  // namespace

void OperatorTable::insert(const OperatorRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO operator (id, name, role, password_hash, must_change_password, created_at, last_login_at) "
            "VALUES (?, ?, ?, ?, "
            "?, ?, ?)")
        .with(row.id, row.name, row.role, row.passwordHash, row.mustChangePassword, row.createdAt, row.lastLoginAt)
        .run();
    m_transaction.changed("operator", row.id.text());
}

void OperatorTable::update(const OperatorRow& row) {
    m_transaction
        .prepare(
            "UPDATE operator SET role = ?, password_hash = ?, must_change_password = ?, last_login_at = ? WHERE id = ?")
        .with(row.role, row.passwordHash, row.mustChangePassword, row.lastLoginAt, row.id)
        .run();
    m_transaction.changed("operator", row.id.text());
}

std::optional<OperatorRow> OperatorTable::find(const base::OperatorId& id) {
    return firstRow(m_transaction.prepare(TWINSET_OPERATORS " WHERE id = ?").with(id), takeOperator);
}

std::optional<OperatorRow> OperatorTable::findByName(std::string_view name) {
    return firstRow(m_transaction.prepare(TWINSET_OPERATORS " WHERE name = ?").with(name), takeOperator);
}

std::vector<OperatorRow> OperatorTable::list() {
    auto statement = m_transaction.prepare(TWINSET_OPERATORS " ORDER BY name");
    return allRows(std::move(statement), takeOperator);
}

void SessionTable::insert(const SessionRow& row) {
    m_transaction.prepare("INSERT INTO session (digest, operator, created_at, expires_at) VALUES (?, ?, ?, ?)")
        .with(row.digest, row.operatorId, row.createdAt, row.expiresAt)
        .run();
}

std::optional<SessionRow> SessionTable::find(const base::Digest& digest) {
    auto statement =
        m_transaction.prepare("SELECT digest, operator, created_at, expires_at FROM session WHERE digest = ?")
            .with(digest);
    if (!statement.next()) return std::nullopt;
    SessionRow row;
    statement >> row.digest >> row.operatorId >> row.createdAt >> row.expiresAt;
    return row;
}

void SessionTable::remove(const base::Digest& digest) {
    m_transaction.prepare("DELETE FROM session WHERE digest = ?").with(digest).run();
}

void SessionTable::removeOthers(const base::OperatorId& operatorId, const base::Digest& kept) {
    m_transaction.prepare("DELETE FROM session WHERE operator = ? AND digest <> ?").with(operatorId, kept).run();
}

void SessionTable::removeExpired() {
    m_transaction.prepare("DELETE FROM session WHERE expires_at <= ?").with(m_transaction.now()).run();
}

void ApiTokenTable::insert(const ApiTokenRow& row) {
    m_transaction
        .prepare(
            "INSERT INTO api_token (digest, name, role, created_at, expires_at, created_by) VALUES (?, ?, ?, ?, ?, ?)")
        .with(row.digest, row.name, row.role, row.createdAt, row.expiresAt, row.createdBy)
        .run();
    m_transaction.changed("api_token", row.name);
}

std::optional<ApiTokenRow> ApiTokenTable::find(const base::Digest& digest) {
    auto statement =
        m_transaction
            .prepare("SELECT digest, name, role, created_at, expires_at, created_by FROM api_token WHERE digest = ?")
            .with(digest);
    if (!statement.next()) return std::nullopt;
    ApiTokenRow row;
    statement >> row.digest >> row.name >> row.role >> row.createdAt >> row.expiresAt >> row.createdBy;
    return row;
}

}  // namespace fleet::catalog
