#include "fleet/gateway/backup_schedule.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "fleet/gateway/zone_offset.h"

namespace fleet {
namespace {

using base::ErrorCode;
namespace chrono = std::chrono;

constexpr std::int64_t kMostHours = 24 * 31;
constexpr std::int64_t kMostDays = 366;
constexpr std::int64_t kMostKilobits = 100'000'000;
constexpr chrono::seconds kFirstSpread = chrono::hours(1);
constexpr chrono::seconds kProofSpread = chrono::hours(24);
constexpr base::Duration kLongestPatience = chrono::days(7);

/// The same for a phone always, and spread evenly over phones: from 0 to before `length`.
chrono::seconds turnWithin(const base::PhoneId& phone, chrono::seconds length) {
    std::uint64_t number = 0;
    for (const auto digit : base::Digest::of("backup turn of " + phone.text()).bytes().substr(0, 8))
        number = number << 8 | static_cast<unsigned char>(digit);
    return chrono::seconds(static_cast<std::int64_t>(number % static_cast<std::uint64_t>(std::max(length, chrono::seconds(1)).count())));
}

std::optional<chrono::seconds> zoneOffset(const std::string& zone, chrono::sys_seconds at, const base::ZoneOffsets* zones) {
    const auto offset = offsetIn(zone, at.time_since_epoch().count(), zones);
    return offset ? std::optional(chrono::seconds(*offset)) : std::nullopt;
}

/// The first beginning of one of the phone's slots of `everyHours` after `time`.
chrono::sys_seconds slotAfter(const BackupSchedule& schedule, const base::PhoneId& phone, chrono::sys_seconds time) {
    const chrono::seconds length = chrono::hours(schedule.everyHours);
    const auto first = chrono::sys_seconds(turnWithin(phone, length));
    const auto passed = (time - first).count(), size = length.count();
    const auto number = (passed - ((passed % size) + size) % size) / size;
    return first + length * (number + 1);
}

/// The daily window in one zone, as a phone takes part in it. Turns are in the first half, so that each phone has at
/// least the other half for its backup.
class DailyTurns {
public:
    DailyTurns(const BackupSchedule& schedule, const base::PhoneId& phone, const base::ZoneOffsets* zones)
        : m_zone(schedule.timeZone), m_window(policy::DailyWindow::parse(schedule.daily)), m_zones(zones) {
        if (m_window) m_turn = turnWithin(phone, m_window->length() / 2);
    }
    [[nodiscard]] bool valid() const { return m_window && zoneOffset(m_zone, chrono::sys_seconds(), m_zones); }

    /// The first turn after `time`.
    [[nodiscard]] chrono::sys_seconds after(chrono::sys_seconds time) const {
        const auto local = localOf(time);
        auto turn = m_window->openedAt(local) + m_turn;
        while (turn <= local) turn += chrono::days(1);
        return turn - offsetAt(turn);
    }
    /// The turn of the window that is open at `time`; nullopt when none is.
    [[nodiscard]] std::optional<chrono::sys_seconds> open(chrono::sys_seconds time) const {
        const auto local = localOf(time);
        if (!m_window->contains(local)) return std::nullopt;
        const auto turn = m_window->openedAt(local) + m_turn;
        return turn - offsetAt(turn);
    }
    [[nodiscard]] chrono::seconds leftOf(chrono::sys_seconds time) const {
        const auto local = localOf(time);
        return m_window->openedAt(local) + m_window->length() - local;
    }

private:
    [[nodiscard]] chrono::sys_seconds localOf(chrono::sys_seconds time) const {
        return time + zoneOffset(m_zone, time, m_zones).value_or(chrono::seconds(0));
    }
    /// Of a local time; in the hour that a change of the clocks takes or gives, one of the two.
    [[nodiscard]] chrono::seconds offsetAt(chrono::sys_seconds local) const {
        const auto guess = zoneOffset(m_zone, local, m_zones).value_or(chrono::seconds(0));
        return zoneOffset(m_zone, local - guess, m_zones).value_or(guess);
    }

    std::string m_zone;
    std::optional<policy::DailyWindow> m_window;
    const base::ZoneOffsets* m_zones;
    chrono::seconds m_turn{0};
};

std::optional<base::Timestamp> nextDaily(const BackupSchedule& schedule, const BackupTimes& times, base::Timestamp now,
                                         const base::ZoneOffsets* zones) {
    const DailyTurns turns(schedule, times.phone, zones);
    if (!turns.valid()) return std::nullopt;
    const auto due = turns.after(chrono::floor<chrono::seconds>(times.last.value_or(times.since)));
    if (due > now) return due;
    // It was missed, or its time is now. Outside of the window, or before its turn in this one, it waits for that.
    const auto open = turns.open(chrono::floor<chrono::seconds>(now));
    if (open && *open <= now) return std::max(due, *open);
    return turns.after(chrono::floor<chrono::seconds>(now));
}

std::optional<base::Timestamp> nextHourly(const BackupSchedule& schedule, const BackupTimes& times) {
    const auto since = chrono::floor<chrono::seconds>(times.since);
    const auto first = since + turnWithin(times.phone, std::min<chrono::seconds>(kFirstSpread, chrono::hours(schedule.everyHours)));
    if (!times.last) return first;
    // A new schedule does not make all phones due at once either.
    const auto due = slotAfter(schedule, times.phone, chrono::floor<chrono::seconds>(*times.last));
    return due < since ? first : due;
}

}  // namespace

base::Result<BackupSchedule> readBackupSchedule(const base::Json& json, const base::ZoneOffsets* zones) {
    base::ObjectReader reader(json, "schedule");
    BackupSchedule schedule;
    const auto count = [&](std::string_view name, std::int64_t most) {
        return reader.has(name) ? static_cast<unsigned>(reader.integer(name, 0, most)) : 0U;
    };
    schedule.everyHours = count("everyHours", kMostHours);
    schedule.daily = reader.textOr("daily", "");
    schedule.timeZone = reader.textOr("timeZone", "UTC");
    schedule.onlyOnWifi = reader.booleanOr("onlyOnWifi", false);
    schedule.onlyWhileCharging = reader.booleanOr("onlyWhileCharging", false);
    schedule.kilobitsPerSecond = count("kilobitsPerSecond", kMostKilobits);
    schedule.proveEveryDays = count("proveEveryDays", kMostDays);
    if (!schedule.daily.empty() && !policy::DailyWindow::parse(schedule.daily))
        reader.fail("daily", "expected a window such as 01:00-05:00");
    if (schedule.everyHours > 0 && !schedule.daily.empty()) reader.fail("daily", "cannot stand beside everyHours: choose one");
    if (!zoneOffset(schedule.timeZone, chrono::sys_seconds(), zones))
        reader.fail("timeZone", "'" + schedule.timeZone.substr(0, 64) +
                                    "' is not known here: use a name such as Europe/Berlin, or UTC");
    TWINSET_TRY(reader.finish());
    if (!schedule.backsUp() && schedule.proveEveryDays == 0)
        return {ErrorCode::InvalidInput, "this schedule does nothing: say when, for instance {\"everyHours\": 24}, "
                                         "{\"daily\": \"01:00-05:00\"} or {\"proveEveryDays\": 7}"};
    return schedule;
}

base::Json backupScheduleJson(const BackupSchedule& schedule) {
    return {{"everyHours", schedule.everyHours},
            {"daily", schedule.daily},
            {"timeZone", schedule.timeZone},
            {"onlyOnWifi", schedule.onlyOnWifi},
            {"onlyWhileCharging", schedule.onlyWhileCharging},
            {"kilobitsPerSecond", schedule.kilobitsPerSecond},
            {"proveEveryDays", schedule.proveEveryDays}};
}

std::optional<base::Timestamp> nextBackup(const BackupSchedule& schedule, const BackupTimes& times, base::Timestamp now,
                                          const base::ZoneOffsets* zones) {
    if (!schedule.backsUp()) return std::nullopt;
    return schedule.daily.empty() ? nextHourly(schedule, times) : nextDaily(schedule, times, now, zones);
}

std::optional<base::Timestamp> nextProof(const BackupSchedule& schedule, const base::PhoneId& phone, base::Timestamp since,
                                         std::optional<base::Timestamp> last) {
    if (schedule.proveEveryDays == 0) return std::nullopt;
    const auto first = since + turnWithin(phone, kProofSpread);
    if (!last) return first;
    return std::max<base::Timestamp>(*last + chrono::days(schedule.proveEveryDays), first);
}

base::Duration patienceOf(const BackupSchedule& schedule, base::Timestamp now, const base::ZoneOffsets* zones) {
    if (schedule.daily.empty()) return kLongestPatience;
    const DailyTurns turns(schedule, base::PhoneId(), zones);
    return turns.valid() ? turns.leftOf(chrono::floor<chrono::seconds>(now)) : kLongestPatience;
}

}  // namespace fleet
