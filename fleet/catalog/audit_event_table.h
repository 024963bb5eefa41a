// The audit record: append-only and chained. The hash of an event is the BLAKE2b digest of the previous event's hash
// and the event's canonical bytes: the compact JSON array [sequence, at, actor, verb, subject, detail], detail being
// the object's text as it is stored. Triggers forbid UPDATE and DELETE; whoever goes round them breaks the chain.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct AuditEvent {
    std::int64_t sequence = 0;
    base::Timestamp at;
    std::string actor;    // an operator's name, "handset:ID", "gateway"
    std::string verb;     // noun_verb
    std::string subject;  // id of what was acted on
    std::string detail;   // a JSON object's text
    std::string previous, hash;
};

struct AuditVerdict {
    std::int64_t events = 0;
    std::optional<std::int64_t> firstBroken;  // sequence
};

class AuditEventTable {
public:
    explicit AuditEventTable(Transaction& transaction) : m_transaction(transaction) {}
    void append(std::string_view actor, std::string_view verb, std::string_view subject, const base::Json& detail);
    /// Oldest first, after the given sequence.
    std::vector<AuditEvent> page(std::int64_t after, std::int64_t limit);
    /// Recomputes the whole chain.
    AuditVerdict verify();

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
