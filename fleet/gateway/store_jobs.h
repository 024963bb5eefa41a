// The gateway's own work with its store: see store_work.h.
#pragma once

#include "fleet/gateway/store_work.h"

namespace fleet {

inline constexpr std::string_view kOwnerPruneKind = "owner_backup_prune";

}  // namespace fleet

namespace fleet::jobs {

base::Result<base::Json> ownerBackupPrune(FleetContext& fleet, const base::Json& arguments, const WorkProgress& progress);
base::Result<base::Json> restorePointPrune(FleetContext& fleet, const base::Json& arguments,
                                           const WorkProgress& progress);
base::Result<base::Json> restorePointVerify(FleetContext& fleet, const base::Json& arguments,
                                            const WorkProgress& progress);
base::Result<base::Json> storeCheck(FleetContext& fleet, const base::Json& arguments, const WorkProgress& progress);
base::Result<base::Json> storeCopy(FleetContext& fleet, const base::Json& arguments, const WorkProgress& progress);
base::Result<base::Json> storeRepair(FleetContext& fleet, const base::Json& arguments, const WorkProgress& progress);

/// Orders a pruning when there are rules, the last one was a day ago, and there are restore points that it has not seen.
base::Result<void> pruneWhenDue(FleetContext& fleet);

/// Orders one of what owners keep, when something in it may have become useless.
base::Result<void> collectOwnersWhenDue(FleetContext& fleet);

}  // namespace fleet::jobs
