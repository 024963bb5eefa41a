// Operators, their sessions, and API tokens. Of passwords, session and API tokens only digests are here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct OperatorRow {
    base::OperatorId id;
    std::string name, role;
    std::string passwordHash;  // libsodium's string form of Argon2id
    bool mustChangePassword = true;
    base::Timestamp createdAt;
    std::optional<base::Timestamp> lastLoginAt;
};

class OperatorTable {
public:
    explicit OperatorTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const OperatorRow& row);
    void update(const OperatorRow& row);
    std::optional<OperatorRow> find(const base::OperatorId& id);
    std::optional<OperatorRow> findByName(std::string_view name);
    std::vector<OperatorRow> list();

private:
    Transaction& m_transaction;
};

struct SessionRow {
    base::Digest digest;  // of the token
    base::OperatorId operatorId;
    base::Timestamp createdAt, expiresAt;
};

class SessionTable {
public:
    explicit SessionTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const SessionRow& row);
    std::optional<SessionRow> find(const base::Digest& digest);
    void remove(const base::Digest& digest);
    /// Every session of the operator but `kept`.
    void removeOthers(const base::OperatorId& operatorId, const base::Digest& kept);
    void removeExpired();

private:
    Transaction& m_transaction;
};

struct ApiTokenRow {
    base::Digest digest;
    std::string name, role;
    base::Timestamp createdAt, expiresAt;
    std::string createdBy;
};

class ApiTokenTable {
public:
    explicit ApiTokenTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const ApiTokenRow& row);
    std::optional<ApiTokenRow> find(const base::Digest& digest);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
