// Restore points. A row exists only for a restore point whose every chunk was in the store when it was committed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "base/ids.h"
#include "fleet/catalog/page.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct RestorePointRow {
    std::int64_t sequence = 0;  // given by insert
    base::RestorePointId id;
    base::PhoneId phone;
    base::Timestamp takenAt;
    base::Digest root;
    base::ByteCount diskSize, bytesRead, bytesChanged, bytesUploaded;
    bool incremental = false;
    std::string consistency;  // "frozen", "crash"
    std::int64_t guestPauseMs = 0;
    std::string release;  // version that ran
    std::optional<base::Timestamp> provedAt;
    std::string fullReadReason = {};  // why it is not incremental; empty when it is
};

class RestorePointTable {
public:
    explicit RestorePointTable(Transaction& transaction) : m_transaction(transaction) {}
    void insert(const RestorePointRow& row);
    void markProved(const base::RestorePointId& id, base::Timestamp at);
    std::optional<RestorePointRow> find(const base::RestorePointId& id);
    std::optional<RestorePointRow> newestOf(const base::PhoneId& phone);
    /// The newest of those that were proved.
    std::optional<RestorePointRow> newestProvedOf(const base::PhoneId& phone);
    /// Roots of the phone's restore points, newest first.
    std::vector<base::Digest> rootsOf(const base::PhoneId& phone);
    /// Newest first.
    std::vector<RestorePointRow> all();
    std::vector<RestorePointRow> allOf(const base::PhoneId& phone);
    std::int64_t count();
    /// 0 when there is none.
    std::int64_t newestSequence();
    /// For ever: its chunks are given up by the next collection that no other root keeps them from.
    void remove(const base::RestorePointId& id);
    /// Newest first; `phone` empty: all.
    base::Result<Page<RestorePointRow>> page(const PageRequest& request, const std::optional<base::PhoneId>& phone);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
