// Schema 3: desired documents travel in signed envelopes, each of which names the one before; and the receipts in which
// handsets sign what they enforce. `policy_envelope` keeps the digests of envelopes that were issued, so that the fleet
// can tell a handset that missed some from one that has what the fleet never sent.
#include "fleet/catalog/migrations/migrations.h"

namespace fleet::catalog {

const char* const kPolicyEnvelopeSql = R"sql(
ALTER TABLE desired_document ADD COLUMN envelope BLOB NOT NULL DEFAULT x'';
ALTER TABLE desired_document ADD COLUMN envelope_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE desired_document ADD COLUMN previous TEXT NOT NULL DEFAULT '';
ALTER TABLE desired_document ADD COLUMN not_after INTEGER NOT NULL DEFAULT 0;
CREATE TABLE policy_envelope (
    handset TEXT NOT NULL REFERENCES handset(id), phone TEXT NOT NULL REFERENCES virtual_phone(id),
    version INTEGER NOT NULL, digest TEXT NOT NULL, issued_at INTEGER NOT NULL,
    PRIMARY KEY (handset, phone, version)) WITHOUT ROWID;
CREATE TABLE policy_receipt (
    id INTEGER PRIMARY KEY, handset TEXT NOT NULL REFERENCES handset(id), phone TEXT NOT NULL REFERENCES virtual_phone(id),
    sequence INTEGER NOT NULL, digest TEXT NOT NULL, previous TEXT NOT NULL, envelope_version INTEGER NOT NULL,
    envelope_digest TEXT NOT NULL, at INTEGER NOT NULL, received_at INTEGER NOT NULL, body BLOB NOT NULL,
    signature BLOB NOT NULL, certificate TEXT NOT NULL, follows INTEGER NOT NULL);
CREATE INDEX policy_receipt_by_phone ON policy_receipt(phone, handset, id);
)sql";

}  // namespace fleet::catalog
