// BackupSchedule: when a phone is backed up and proved by itself, and under which conditions. Pure.
//
// Backups are due in slots: every so many hours, or once a day in a window by the clocks of the schedule's time zone.
// Where in its slot a phone's turn comes is told by its id, so that ten thousand phones spread over the whole of it. A
// phone that missed slots is due once: what counts is whether there is a backup since its slot began.
//
// Rejected: settings of the policy. Policies join restrictions, of which the strictest of all that apply counts; a
// schedule has no strictness, and one that somebody writes for a phone has to take the place of the fleet's, as
// retention rules do. What the policy does decide is whether a phone may be backed up at all (backup.allowed).
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/zone_offsets.h"
#include "policy/daily_window.h"

namespace fleet {

struct BackupSchedule {
    unsigned everyHours = 0;  // 0: not by the hour
    std::string daily;        // a window such as "01:00-05:00"; empty: not by the day
    std::string timeZone = "UTC";
    bool onlyOnWifi = false;  // or by cable
    bool onlyWhileCharging = false;
    unsigned kilobitsPerSecond = 0;  // of uploads; 0: not limited
    unsigned proveEveryDays = 0;     // 0: nothing is proved by itself
    bool operator==(const BackupSchedule&) const = default;
    [[nodiscard]] bool backsUp() const { return everyHours > 0 || !daily.empty(); }
};

/// {"everyHours"? | "daily"?, "timeZone"?, "onlyOnWifi"?, "onlyWhileCharging"?, "kilobitsPerSecond"?, "proveEveryDays"?}.
/// InvalidInput when it asks for nothing, or for both kinds of slot.
base::Result<BackupSchedule> readBackupSchedule(const base::Json& json, const base::ZoneOffsets* zones);
base::Json backupScheduleJson(const BackupSchedule& schedule);

/// What of one phone decides when its next backup is due.
struct BackupTimes {
    base::PhoneId phone;
    base::Timestamp since;               // the schedule and the phone are there
    std::optional<base::Timestamp> last;  // it was backed up, or somebody cancelled that
};

/// When the next backup is due: past or present when it is due now. nullopt when the schedule backs nothing up, or its zone
/// is not known.
std::optional<base::Timestamp> nextBackup(const BackupSchedule& schedule, const BackupTimes& times, base::Timestamp now,
                                          const base::ZoneOffsets* zones);
/// When the newest restore point is to be proved, `last` proved one being of that time. nullopt when nothing is proved by itself.
std::optional<base::Timestamp> nextProof(const BackupSchedule& schedule, const base::PhoneId& phone, base::Timestamp since,
                                         std::optional<base::Timestamp> last);
/// How long an attempt that begins at `now` may wait for its conditions: to the end of the window, or for a week.
base::Duration patienceOf(const BackupSchedule& schedule, base::Timestamp now, const base::ZoneOffsets* zones);

}  // namespace fleet
