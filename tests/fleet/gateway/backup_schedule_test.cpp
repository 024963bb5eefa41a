// When the next backup of a phone is due: by example, and by what holds for all phones.
#include "fleet/gateway/backup_schedule.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using fleet::BackupSchedule;
using fleet::BackupTimes;
using namespace std::chrono_literals;

namespace {

/// Two hours ahead of UTC, all year; no other zone.
class FixedZones final : public base::ZoneOffsets {
public:
    [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t) const override {
        if (zone == "Test/Two") return 2 * 3600;
        return std::nullopt;
    }
};

const FixedZones kZones;

base::Timestamp at(const std::string& text) { return *base::parseTimestamp(text); }

base::PhoneId phone(int number) { return base::PhoneId("vp-" + std::to_string(number)); }

BackupSchedule every(unsigned hours) {
    BackupSchedule schedule;
    schedule.everyHours = hours;
    return schedule;
}

BackupSchedule daily(const std::string& window) {
    BackupSchedule schedule;
    schedule.daily = window;
    schedule.timeZone = "Test/Two";
    return schedule;
}

base::Timestamp next(const BackupSchedule& schedule, const BackupTimes& times, base::Timestamp now) {
    return fleet::nextBackup(schedule, times, now, &kZones).value();
}

/// How many of 10,000 phones become due in the busiest of `parts` equal parts of `length` from `begin` on.
int busiest(const BackupSchedule& schedule, base::Timestamp begin, base::Duration length, int parts,
            std::optional<base::Timestamp> last) {
    std::vector<int> counts(static_cast<std::size_t>(parts));
    for (int i = 0; i < 10'000; ++i) {
        const auto due = next(schedule, {phone(i), begin, last}, begin);
        if (due < begin || due >= begin + length) return 10'000;
        ++counts[static_cast<std::size_t>((due - begin) * parts / length)];
    }
    return *std::max_element(counts.begin(), counts.end());
}

}  // namespace

class BackupScheduleTest : public QObject {
    Q_OBJECT

private slots:
    void tenThousandPhonesSpreadOverTheirSlot() {
        const auto noon = at("2026-11-22T12:00:00.000Z");
        QVERIFY(busiest(every(24), noon, 24h, 24, noon) < 600);  // 417 on average
    }

    void aNewScheduleMakesPhonesDueWithinAnHourAndNotAllAtOnce() {
        const auto noon = at("2026-11-22T12:00:00.000Z");
        QVERIFY(busiest(every(24), noon, 1h, 60, std::nullopt) < 250);  // 167 on average
        QVERIFY(busiest(every(6), noon, 1h, 60, noon - 240h) < 250);
    }

    void aDailyWindowIsSharedBetweenPhones() {
        const auto noon = at("2026-11-22T12:00:00.000Z");
        const auto opens = at("2026-11-22T23:00:00.000Z");  // 01:00 in Test/Two
        int early = 0;
        for (int i = 0; i < 1000; ++i) {
            const auto due = next(daily("01:00-05:00"), {phone(i), noon, std::nullopt}, noon);
            QVERIFY(due >= opens && due < opens + 2h);
            early += due < opens + 1h ? 1 : 0;
        }
        QVERIFY(early > 400 && early < 600);
    }

    void backupsFollowEachOtherInTheIntervalOfTheSchedule() {
        auto now = at("2026-11-22T12:00:00.000Z");
        BackupTimes times{phone(7), now, now};
        for (int i = 0; i < 20; ++i) {
            const auto due = next(every(6), times, now);
            if (i > 0) QCOMPARE(due - *times.last, base::Duration(6h));
            times.last = now = due;
        }
    }

    void afterDaysAwayOneBackupIsDue_data() {
        QTest::addColumn<bool>("byTheHour");
        QTest::newRow("hours") << true;
        QTest::newRow("window") << false;
    }
    void afterDaysAwayOneBackupIsDue() {
        QFETCH(bool, byTheHour);
        const auto schedule = byTheHour ? every(24) : daily("01:00-05:00");
        const auto last = at("2026-11-10T00:00:00.000Z");
        const auto back = at("2026-11-22T02:30:00.000Z");  // 04:30 in Test/Two: in the window, after every turn
        BackupTimes times{phone(3), last - 24h, last};
        QVERIFY(next(schedule, times, back) <= back);
        times.last = back;
        QVERIFY(next(schedule, times, back) > back);
    }

    void aMissedWindowIsWaitedForAgain() {
        const auto last = at("2026-11-10T00:00:00.000Z");
        const auto noon = at("2026-11-22T12:00:00.000Z");
        const auto due = next(daily("01:00-05:00"), {phone(3), last - 24h, last}, noon);
        QVERIFY(due >= at("2026-11-22T23:00:00.000Z") && due < at("2026-11-23T01:00:00.000Z"));
        // The window that passes midnight, too.
        const auto late = next(daily("22:00-02:00"), {phone(3), last - 24h, last}, at("2026-11-22T23:30:00.000Z"));
        QVERIFY(late <= at("2026-11-22T23:30:00.000Z"));
    }

    void anAttemptWaitsUntilItsWindowCloses() {
        QCOMPARE(fleet::patienceOf(daily("01:00-05:00"), at("2026-11-22T23:30:00.000Z"), &kZones), base::Duration(210min));
        QCOMPARE(fleet::patienceOf(every(6), at("2026-11-22T23:30:00.000Z"), &kZones), base::Duration(24h * 7));
    }

    void aScheduleThatOnlyProvesMakesNoBackupDue() {
        BackupSchedule schedule;
        schedule.proveEveryDays = 7;
        const auto now = at("2026-11-22T12:00:00.000Z");
        QVERIFY(!fleet::nextBackup(schedule, {phone(1), now, std::nullopt}, now, &kZones));
    }

    void schedulesAreReadStrictlyAndWrittenBack() {
        const base::Json json{{"daily", "22:00-05:00"}, {"timeZone", "Test/Two"}, {"onlyOnWifi", true}, {"kilobitsPerSecond", 2000}};
        const auto schedule = fleet::readBackupSchedule(json, &kZones);
        QVERIFY(schedule.ok());
        QVERIFY(*fleet::readBackupSchedule(fleet::backupScheduleJson(*schedule), &kZones) == *schedule);
        for (const auto& wrong :
             {base::Json::object(), base::Json{{"everyHours", 0}}, base::Json{{"everyHours", 24}, {"daily", "01:00-05:00"}},
              base::Json{{"daily", "1-5"}}, base::Json{{"daily", "01:00-01:00"}}, base::Json{{"daily", "24:00-05:00"}},
              base::Json{{"everyHours", 24}, {"timeZone", "Mars/North"}}, base::Json{{"everyHour", 24}},
              base::Json{{"onlyOnWifi", true}}})
            QCOMPARE(fleet::readBackupSchedule(wrong, &kZones).error().code, base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(BackupScheduleTest)
#include "backup_schedule_test.moc"
