// Operations, their steps, and the wipe orders for handsets that are refused.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/page.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct OperationRow {
    std::int64_t sequence = 0;  // given by insert
    base::OperationId id;
    std::string kind;  // noun_verb
    std::optional<base::HandsetId> handset;
    std::optional<base::PhoneId> phone;
    std::string state = "queued";  // "queued", "delivered", "running", "succeeded", "failed", "expired", "cancelled"
    std::int64_t priority = 0;
    base::Timestamp createdAt;
    std::string createdBy;
    std::optional<base::Timestamp> startedAt, finishedAt;
    base::Timestamp expiresAt;
    double progress = 0;
    std::string step;
    std::string arguments = "{}", result;  // JSON objects' texts; no result: empty
    std::string errorCode, errorMessage;

    [[nodiscard]] bool live() const { return state == "queued" || state == "delivered" || state == "running"; }
};

struct OperationFilter {
    std::optional<base::PhoneId> phone;
    std::optional<base::HandsetId> handset;
    std::string state;  // empty: all; "live": those that have not ended
};

class OperationTable {
public:
    explicit OperationTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const OperationRow& row);
    void update(const OperationRow& row);
    std::optional<OperationRow> find(const base::OperationId& id);
    /// Newest first.
    base::Result<Page<OperationRow>> page(const PageRequest& request, const OperationFilter& filter);
    /// Those that have not ended; the highest priority first, then the oldest. `kind` empty: all.
    std::vector<OperationRow> live(const OperationFilter& filter, std::string_view kind);
    std::optional<OperationRow> newestOf(const base::PhoneId& phone, std::string_view kind);

private:
    Transaction& m_transaction;
};

struct OperationStepRow {
    std::string name;
    std::string state = "waiting";  // "waiting", "running", "done", "failed"
    std::optional<base::Timestamp> at;
    std::string detail;
};

class OperationStepTable {
public:
    explicit OperationStepTable(Transaction& transaction) : m_transaction(transaction) {}
    void put(const base::OperationId& operation, std::int64_t ordinal, const OperationStepRow& row);
    std::vector<OperationStepRow> list(const base::OperationId& operation);

private:
    Transaction& m_transaction;
};

struct WipeOrderRow {
    base::OperationId id;
    base::HandsetId handset;
    std::string phones;  // a JSON array of ids
    base::Timestamp issuedAt;
    base::Bytes document, signature;
    std::string receipt;  // JSON text; empty: none came yet
    std::optional<base::Timestamp> receiptAt;
};

class WipeOrderTable {
public:
    explicit WipeOrderTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const WipeOrderRow& row);
    void receive(const base::OperationId& id, std::string_view receipt);
    std::optional<WipeOrderRow> find(const base::OperationId& id);
    std::optional<WipeOrderRow> newestOf(const base::HandsetId& handset);
    /// The oldest order of the handset that no receipt answers.
    std::optional<WipeOrderRow> openOf(const base::HandsetId& handset);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
