// Handsets, and the certificates that stand for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/page.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct HandsetRow {
    base::HandsetId id;
    std::string name;  // unique
    std::string model, serial;
    std::string state;  // "pending", "enrolled", "lost", "retired"
    base::Timestamp enrolledAt;
    std::string agentVersion, driver, acceleration;  // empty before the first hello
    std::string capabilities = "[]";                 // a JSON array's text
    std::string enrolmentRequest;                    // digest of what it enrolled with, so that it may ask twice
    std::string labels = "{}";                       // a JSON object of texts
};

class HandsetTable {
public:
    explicit HandsetTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const HandsetRow& row);
    void update(const HandsetRow& row);
    std::optional<HandsetRow> find(const base::HandsetId& id);
    std::optional<HandsetRow> findByName(std::string_view name);
    std::optional<HandsetRow> findByEnrolmentRequest(std::string_view digest);
    /// By name; `state` empty: all.
    base::Result<Page<HandsetRow>> page(const PageRequest& request, std::string_view state);

    /// Those with this label, by name.
    std::vector<HandsetRow> labelled(std::string_view label, std::string_view value);

    void seen(const base::HandsetId& id, base::Timestamp at);
    std::optional<base::Timestamp> lastSeenAt(const base::HandsetId& id);

private:
    Transaction& m_transaction;
};

struct CertificateRow {
    std::string fingerprint;
    base::HandsetId handset;
    std::string pem;
    base::Timestamp issuedAt, notAfter;
    std::optional<base::Timestamp> revokedAt;
    std::string reason;  // of the revocation
};

class CertificateTable {
public:
    explicit CertificateTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const CertificateRow& row);
    std::optional<CertificateRow> find(std::string_view fingerprint);
    std::optional<CertificateRow> newestOf(const base::HandsetId& handset);
    /// Every certificate of the handset that is not revoked yet.
    void revokeAll(const base::HandsetId& handset, std::string_view reason);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
