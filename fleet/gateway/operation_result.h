// What an operation's result changes. A result that comes twice, or for an operation that ended otherwise, changes
// nothing.
#pragma once

#include "base/json.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/protocol/messages.h"

namespace fleet {

/// Success means committed: the result may be acknowledged. An error means that it must come again.
base::Result<void> takeOperationResult(FleetContext& fleet, const base::HandsetId& handset,
                                       const protocol::OperationResult& result);

/// Of why a disk was read whole, for people.
inline constexpr std::size_t kLongestFullReadReason = 2048;
/// The id that the gateway gave the restore point when it asked for it.
base::Result<base::RestorePointId> promisedPointId(const catalog::OperationRow& operation);

/// Reads a backup's result and makes sure that the store has every chunk of it. InvalidInput or Unavailable otherwise:
/// the backup then failed, whatever the handset says.
base::Result<catalog::RestorePointRow> readBackupResult(FleetContext& fleet, const catalog::OperationRow& operation,
                                                        const base::Json& result);

}  // namespace fleet
