// Enrolment tokens; of their secrets only digests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct EnrolmentTokenRow {
    std::string id;
    base::Digest secretDigest;
    base::Timestamp createdAt, expiresAt;
    std::int64_t usesLeft = 1;
    bool requiresAcceptance = false;
    std::string createdBy;
    std::optional<base::Timestamp> revokedAt;
};

class EnrolmentTokenTable {
public:
    explicit EnrolmentTokenTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const EnrolmentTokenRow& row);
    std::optional<EnrolmentTokenRow> findBySecret(const base::Digest& digest);
    std::optional<EnrolmentTokenRow> find(std::string_view id);
    void useOnce(std::string_view id);
    void revoke(std::string_view id);
    /// Those that still work, oldest first.
    std::vector<EnrolmentTokenRow> listUsable();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
