// Receipts in which handsets sign what they enforce, exactly as signed: the newest 256 for each phone on each handset.
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

struct PolicyReceiptRow {
    base::HandsetId handset;
    base::PhoneId phone;
    std::int64_t sequence = 0;
    base::Digest digest;
    std::optional<base::Digest> previous;
    std::int64_t envelopeVersion = 0;
    base::Digest envelope;
    base::Timestamp at;          // by the handset
    base::Timestamp receivedAt;  // by the gateway
    base::Bytes body, signature;
    std::string certificate;  // fingerprint of the one whose key signed it
    bool follows = true;      // the one before in the chain was here when it came
};

class PolicyReceiptTable {
public:
    explicit PolicyReceiptTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const PolicyReceiptRow& row);
    /// The last that came; nullopt before the first.
    std::optional<PolicyReceiptRow> newest(const base::PhoneId& phone, const base::HandsetId& handset);
    bool contains(const base::PhoneId& phone, const base::HandsetId& handset, const base::Digest& digest);
    /// In the order in which they came.
    std::vector<PolicyReceiptRow> all(const base::PhoneId& phone, const base::HandsetId& handset);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
