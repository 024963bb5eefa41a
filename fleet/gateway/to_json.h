// The objects of docs/admin-api.md, as JSON. Each in the file named after it.
#pragma once

#include <optional>

#include "base/json.h"
#include "base/result.h"
#include "fleet/catalog/handset_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/person_table.h"
#include "fleet/catalog/policy_table.h"
#include "fleet/catalog/release_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

base::Json handsetJson(const FleetContext& fleet, catalog::Transaction& transaction, const catalog::HandsetRow& row);
base::Json personJson(catalog::Transaction& transaction, const catalog::PersonRow& row);
base::Result<base::Json> virtualPhoneJson(const FleetContext& fleet, catalog::Transaction& transaction,
                                          const catalog::VirtualPhoneRow& row);
base::Json releaseJson(const catalog::ReleaseRow& row);
base::Result<base::Json> policyJson(catalog::Transaction& transaction, const catalog::PolicyRow& row);
base::Json restorePointJson(catalog::Transaction& transaction, const catalog::RestorePointRow& row);
/// What the backup schedule comes to for a phone: {"from", "schedule", "dueAt", "waits", "lastBackupAt", "lastProvedAt"}; null
/// when it is not a work phone.
base::Result<base::Json> phoneBackupJson(const FleetContext& fleet, catalog::Transaction& transaction,
                                         const base::PhoneId& phone);
base::Json operationJson(catalog::Transaction& transaction, const catalog::OperationRow& row);

/// null or RFC 3339.
base::Json timeJson(const std::optional<base::Timestamp>& time);
/// {"id", "name"}, or null when there is none.
/// Of an owner's backups of her personal phone; null when she did not ask for any.
base::Json ownerBackupJson(catalog::Transaction& transaction, const base::PhoneId& phone);
base::Json phoneReference(catalog::Transaction& transaction, const base::PhoneId& phone);
base::Json handsetReference(catalog::Transaction& transaction, const base::HandsetId& handset);
base::Json personReference(catalog::Transaction& transaction, const std::optional<base::PersonId>& person);

}  // namespace fleet
