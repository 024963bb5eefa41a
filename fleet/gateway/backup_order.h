// Asking a handset for a backup: what it may build upon, and under which conditions it is to begin.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/restore_point_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

inline constexpr std::string_view kBackupKind = "virtual_phone_backup";
/// Who asks for what the schedule wants; people are "operator:..." and the like.
inline constexpr const char* kScheduleActor = "schedule";

struct DamagedBase {
    base::RestorePointId point;  // empty: the newest one can be built upon
    std::string problem;
};

/// Whether the store still has all of the phone's newest restore point. If not, the next backup must read the whole disk:
/// that finds and sends what is lost. Reads the catalog and the store.
base::Result<DamagedBase> findDamagedBase(FleetContext& fleet, const base::PhoneId& phone);

struct BackupWish {
    std::string actor;
    base::Duration validFor = std::chrono::hours(24);
    base::Json conditions;  // docs/admin-api.md; null: at once
};

/// One that the schedule asked for and that still waits, for Wi-Fi or the handset, gives way to what a person wants now.
base::Result<void> dropWaitingBackups(FleetContext& fleet, catalog::Transaction& transaction, const base::PhoneId& phone);
/// Conflict when one is under way already.
base::Result<catalog::OperationRow> orderBackup(FleetContext& fleet, catalog::Transaction& transaction,
                                                const catalog::VirtualPhoneRow& phone, const DamagedBase& damaged,
                                                const BackupWish& wish);

}  // namespace fleet
