// Backups that a schedule asks for: which schedule is in force for each phone, what is due, and what it waits for.
//
// Nothing is remembered beside the catalog: what is due follows from the schedules, the restore points and the
// operations. A handset that was away for days is asked for one backup when it is back, because only phones whose handset
// is online are asked, and one that has an operation is not asked again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fleet/catalog/backup_schedule_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/backup_schedule.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

struct ScheduleInForce {
    BackupSchedule schedule;
    std::string target;  // "phone:ID", "group:NAME", "all": whose it is; "owner": ownersSchedule()
    base::Timestamp setAt;
};

/// The schedules of the fleet as they are now, with the members of their groups.
class ScheduleBook {
public:
    static base::Result<ScheduleBook> read(const FleetContext& fleet, catalog::Transaction& transaction);
    /// Its own, else that of a group it is in (of several the one that backs up most often, then the first by name), else the
    /// fleet's. nullptr when there is none.
    [[nodiscard]] const ScheduleInForce* of(const base::PhoneId& phone, const base::HandsetId& handset) const;
    [[nodiscard]] bool empty() const { return m_schedules.empty(); }
    [[nodiscard]] const std::vector<ScheduleInForce>& all() const { return m_schedules; }

private:
    std::vector<ScheduleInForce> m_schedules;  // in the order in which they are asked for members
    std::vector<std::vector<std::string>> m_members;  // of each: sorted ids of phones and handsets; groups only
};

/// Of a personal phone whose owner asked for backups, where no schedule of the fleet names it: once a day, on Wi-Fi and while charging.
const ScheduleInForce& ownersSchedule();

/// What a phone's schedule comes to just now.
struct PlannedBackup {
    catalog::BackedUpPhone phone;
    const ScheduleInForce* inForce = nullptr;  // nullptr: none; points into the book, or is ownersSchedule()
    std::optional<base::Timestamp> dueAt;      // of the next backup; in the past: it is overdue
    std::string waits;                         // what a backup that is due or under way waits for; empty: nothing
    bool begins = false;                       // it is to be asked for now
};

base::Result<PlannedBackup> planBackup(const FleetContext& fleet, catalog::Transaction& transaction,
                                       const ScheduleBook& book, const catalog::BackedUpPhone& phone);

/// What of the schedule in force holds for a backup that a person asks for: its limit of bandwidth; null when there is none.
base::Result<base::Json> conditionsByHand(const FleetContext& fleet, catalog::Transaction& transaction, const catalog::VirtualPhoneRow& phone);

class ScheduledBackups {
public:
    explicit ScheduledBackups(FleetContext& fleet) : m_fleet(fleet) {}
    /// Asks for what is due, a quarter of a minute after it last did. One thread at a time.
    base::Result<void> tick();

private:
    base::Result<std::vector<PlannedBackup>> due(ScheduleBook& book);
    base::Result<void> order(const PlannedBackup& planned);
    base::Result<std::vector<base::PhoneId>> unproved(const ScheduleBook& book);
    base::Result<void> orderProof(const ScheduleBook& book, const base::PhoneId& phone);

    FleetContext& m_fleet;
    base::Timestamp m_lookedAt;
};

}  // namespace fleet
