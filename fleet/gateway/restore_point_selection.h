// Which restore points the fleet's rules would remove.
#pragma once

#include <optional>
#include <vector>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/transaction.h"
#include "fleet/gateway/retention.h"

namespace fleet {

struct SelectedPoint {
    catalog::RestorePointRow point;
    std::vector<std::string> reasons;  // why it is kept; empty: it goes
};

/// The zones of this program (policy/attribute.h); null when it knows UTC only.
const base::ZoneOffsets* knownZones();

/// The rule in force for a phone: its own, else the fleet's; nullopt when there is none, and everything is kept.
base::Result<std::optional<RetentionRule>> ruleInForce(catalog::Transaction& transaction, const base::PhoneId& phone);

/// Every restore point of the phones that a rule is in force for; of one phone, or of all.
base::Result<std::vector<SelectedPoint>> selectPoints(catalog::Transaction& transaction,
                                                      const std::optional<base::PhoneId>& phone);

}  // namespace fleet
