// Restore points of both kinds: those of the fleet's store, and those under a key that only a phone's owner has. What does not
// read their content (backing up on top, restoring) takes either; what reads it takes the fleet's, and says why.
#pragma once

#include <optional>

#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/virtual_phone_table.h"

namespace fleet {

struct AnyRestorePoint {
    catalog::RestorePointRow row;
    std::optional<base::Digest> ownerKey;  // the name of the owner's key; none: the fleet's
    std::optional<base::Digest> list;      // of an owner's
};

std::optional<AnyRestorePoint> findAnyPoint(catalog::Transaction& transaction, const base::RestorePointId& id);
std::optional<AnyRestorePoint> newestPointOf(catalog::Transaction& transaction, const base::PhoneId& phone);
void markAnyProved(catalog::Transaction& transaction, const base::RestorePointId& id, base::Timestamp at);

/// One that the gateway can open. NotFound; Denied for an owner's. `doing` completes "nobody here can … it".
base::Result<catalog::RestorePointRow> readablePoint(catalog::Transaction& transaction, const base::RestorePointId& id,
                                                     std::string_view doing);

/// A phone that the fleet may do this with: a work phone, or one whose owner asked for backups. Denied otherwise.
base::Result<catalog::VirtualPhoneRow> findBackedUpPhone(catalog::Transaction& transaction, std::string_view named,
                                                         std::string_view doing);

}  // namespace fleet
