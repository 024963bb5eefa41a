#include "fleet/catalog/policy_envelope_table.h"

namespace fleet::catalog {
namespace {

constexpr std::int64_t kKept = 512;

}  // namespace

void PolicyEnvelopeTable::insert(const base::HandsetId& handset, const base::PhoneId& phone, std::int64_t version,
                                 const base::Digest& digest) {
    m_transaction
        .prepare("INSERT INTO policy_envelope (handset, phone, version, digest, issued_at) VALUES (?, ?, ?, ?, ?)")
        .with(handset, phone, version, digest, m_transaction.now())
        .run();
    m_transaction
        .prepare(
            "DELETE FROM policy_envelope WHERE handset = ?1 AND phone = ?2 AND version <= (SELECT version FROM "
            "policy_envelope WHERE handset = ?1 AND phone = ?2 ORDER BY version DESC LIMIT 1 OFFSET ?3)")
        .with(handset, phone, kKept)
        .run();
}

bool PolicyEnvelopeTable::contains(const base::HandsetId& handset, const base::PhoneId& phone,
                                   const base::Digest& digest) {
    return m_transaction.prepare("SELECT 1 FROM policy_envelope WHERE handset = ? AND phone = ? AND digest = ?")
        .with(handset, phone, digest)
        .next();
}

bool PolicyEnvelopeTable::mayHaveIssued(const base::HandsetId& handset, const base::PhoneId& phone, std::int64_t version,
                                        const base::Digest& digest) {
    auto issued =
        m_transaction
            .prepare("SELECT digest = ?4 FROM policy_envelope WHERE handset = ?1 AND phone = ?2 AND version = ?3")
            .with(handset, phone, version, digest);
    if (issued.next()) {
        bool same = false;
        issued >> same;
        return same;
    }
    auto kept =
        m_transaction
            .prepare("SELECT count(*), coalesce(min(version), 0) FROM policy_envelope WHERE handset = ? AND phone = ?")
            .with(handset, phone);
    std::int64_t count = 0, oldest = 0;
    if (kept.next()) kept >> count >> oldest;
    return count >= kKept && version < oldest;
}

}  // namespace fleet::catalog
