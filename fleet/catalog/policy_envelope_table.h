// The digests of the envelopes that were issued for a phone on a handset: the newest 512 of each pair. They tell a handset
// that missed some from one that has an envelope the fleet does not know.
#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

class PolicyEnvelopeTable {
public:
    explicit PolicyEnvelopeTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const base::HandsetId& handset, const base::PhoneId& phone, std::int64_t version,
                const base::Digest& digest);
    bool contains(const base::HandsetId& handset, const base::PhoneId& phone, const base::Digest& digest);
    /// False when no envelope of that version and digest was issued. Of those that are not kept any more nobody can tell:
    /// true.
    bool mayHaveIssued(const base::HandsetId& handset, const base::PhoneId& phone, std::int64_t version,
                       const base::Digest& digest);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
