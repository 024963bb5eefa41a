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

/// A rule that nobody has saved: instead of a phone's own, or of the fleet's; nullopt as the rule: it would be gone.
struct DraftRetention {
    std::optional<base::PhoneId> phone;
    std::optional<RetentionRule> rule;
};

/// Every restore point of the phones that a rule is in force for: the phone's own, else the fleet's; where there is none, everything is kept. Of one
/// phone, or of all. With `draft`: as it would be if that were saved.
base::Result<std::vector<SelectedPoint>> selectPoints(catalog::Transaction& transaction, const std::optional<base::PhoneId>& phone,
                                                      const DraftRetention* draft = nullptr);

/// The same of the backups of a personal phone that its owner asked for.
base::Result<std::vector<SelectedPoint>> selectOwnerPoints(catalog::Transaction& transaction, const base::PhoneId& phone);

}  // namespace fleet
