#include "fleet/catalog/policy_envelope_table.h"

namespace fleet::catalog {

void PolicyEnvelopeTable::insert(const base::HandsetId& handset, const base::PhoneId& phone, std::int64_t version,
                                 const base::Digest& digest) {
    m_transaction
        .prepare("INSERT INTO policy_envelope (handset, phone, version, digest, issued_at) VALUES (?, ?, ?, ?, ?)")
        .with(handset, phone, version, digest, m_transaction.now())
        .run();
    m_transaction
        .prepare(
            "DELETE FROM policy_envelope WHERE handset = ?1 AND phone = ?2 AND version <= (SELECT version FROM "
            "policy_envelope WHERE handset = ?1 AND phone = ?2 ORDER BY version DESC LIMIT 1 OFFSET 512)")
        .with(handset, phone)
        .run();
}

bool PolicyEnvelopeTable::contains(const base::HandsetId& handset, const base::PhoneId& phone,
                                   const base::Digest& digest) {
    return m_transaction.prepare("SELECT 1 FROM policy_envelope WHERE handset = ? AND phone = ? AND digest = ?")
        .with(handset, phone, digest)
        .next();
}

}  // namespace fleet::catalog
