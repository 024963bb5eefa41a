// What follows when rules or facts change: the phones concerned get new documents, in the same transaction.
#pragma once

#include "base/result.h"
#include "fleet/catalog/transaction.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/fleet_policy.h"

namespace fleet {

/// After policies, groups, assignments, exceptions or compliance rules were changed in the transaction: how many phones
/// that concerned. The errors are FleetPolicy::followRules's and DesiredStateWriter::refresh's; the transaction must fail.
base::Result<std::size_t> applyRules(FleetPolicy& policy, DesiredStateWriter& desired, catalog::Transaction& transaction);

/// Catalog::followChanges: phones whose facts changed in the transaction, directly or through their handset or person.
base::Result<void> followFacts(FleetPolicy& policy, DesiredStateWriter& desired, catalog::Transaction& transaction);

/// After HandsetTable::seen in the transaction: conditions that ask when the handsets were heard from. The change feed is not told.
base::Result<void> applySeen(FleetPolicy& policy, DesiredStateWriter& desired, catalog::Transaction& transaction,
                             const std::vector<base::HandsetId>& handsets);

/// What time alone brings about: conditions on time that flip, exceptions that expire.
base::Result<void> applyTime(FleetPolicy& policy, DesiredStateWriter& desired, catalog::Transaction& transaction);

}  // namespace fleet
