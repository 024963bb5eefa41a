// Desired-state documents in their signed envelopes: for each phone and handset the newest one. A phone that moved has two, one of which
// tells the old handset that the phone is no longer there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct DesiredDocumentRow {
    base::PhoneId phone;
    base::HandsetId handset;
    std::int64_t version = 0;
    base::Timestamp issuedAt;
    base::Bytes document;
    base::Bytes envelope, signature;  // empty: stored before there were envelopes
    base::Digest content;  // of everything but version and time
    std::optional<base::Digest> digest, previous;  // of the envelope, and of the one it follows
    base::Timestamp notAfter;
};

class DesiredDocumentTable {
public:
    explicit DesiredDocumentTable(Transaction& transaction) : m_transaction(transaction) {}
    void put(const DesiredDocumentRow& row);
    std::optional<DesiredDocumentRow> find(const base::PhoneId& phone, const base::HandsetId& handset);
    std::vector<DesiredDocumentRow> forHandset(const base::HandsetId& handset);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
