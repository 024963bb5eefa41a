// When phones are backed up by themselves: schedules of the fleet, of groups and of single phones; and the phones that
// schedules are about.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "fleet/catalog/transaction.h"

namespace fleet::catalog {

struct BackupScheduleRow {
    std::string target;    // "all", "group:NAME", "phone:ID"
    std::string schedule;  // a JSON object's text
    base::Timestamp setAt;
};

/// A phone that is to be there and may be backed up, a work phone or one whose owner asked for that; and when it was backed up and
/// proved last.
struct BackedUpPhone {
    base::PhoneId id;
    base::HandsetId handset;
    base::Timestamp createdAt;
    std::optional<base::Timestamp> lastBackupAt, lastProvedAt;
    bool owners = false;  // under its owner's key
};

class BackupScheduleTable {
public:
    explicit BackupScheduleTable(Transaction& transaction) : m_transaction(transaction) {}
    std::optional<BackupScheduleRow> find(std::string_view target);
    std::vector<BackupScheduleRow> list();
    void put(std::string_view target, std::string_view schedule);
    /// False when there was none.
    bool remove(std::string_view target);
    /// Of one phone, or of all.
    std::vector<BackedUpPhone> phones(const std::optional<base::PhoneId>& phone);

private:
    Transaction& m_transaction;
};

}  // namespace fleet::catalog
