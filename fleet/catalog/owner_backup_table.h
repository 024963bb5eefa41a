// Backups of phones that are their persons' own, and their restore points. The restore point's list names the chunks that it
// needs (images/chunk_list.h); nobody at the gateway can read what is in them.
#pragma once

#include <optional>
#include <vector>

#include "fleet/catalog/restore_point_table.h"

namespace fleet::catalog {

struct OwnerBackupRow {
    base::PhoneId phone;
    base::Digest keyName;  // of the person's recovery key
    base::Timestamp enabledAt;
    base::ByteCount storedBytes;  // as of the last backup or collection
    std::int64_t collected = 0;   // sequence of the newest restore point when the store was tidied up last; -1: it is to be
};

struct OwnerRestorePointRow {
    RestorePointRow point;  // bytesRead and bytesChanged are not told, and 0
    base::Digest list;
};

class OwnerBackupTable {
public:
    explicit OwnerBackupTable(Transaction& transaction) : m_transaction(transaction) {}
    std::optional<OwnerBackupRow> find(const base::PhoneId& phone);
    std::vector<OwnerBackupRow> all();
    /// In the order of phones, those behind `phone`.
    std::vector<OwnerBackupRow> after(std::string_view phone, std::int64_t limit);
    void insert(const OwnerBackupRow& row);
    void update(const OwnerBackupRow& row);
    /// With all its restore points.
    void remove(const base::PhoneId& phone);

    void insertPoint(const OwnerRestorePointRow& row);
    std::optional<OwnerRestorePointRow> findPoint(const base::RestorePointId& id);
    std::optional<OwnerRestorePointRow> newestPointOf(const base::PhoneId& phone);
    /// Newest first.
    std::vector<OwnerRestorePointRow> pointsOf(const base::PhoneId& phone);
    void markProved(const base::RestorePointId& id, base::Timestamp at);
    void removePoint(const base::RestorePointId& id);
    /// Phones whose store has something to tidy up, and of which no backup is under way.
    std::vector<base::PhoneId> toCollect();

private:
    void changed(const base::PhoneId& phone);
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
