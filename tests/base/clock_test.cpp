#include <QTest>

#include "base/clock.h"

using namespace std::chrono_literals;
using base::Duration;
using base::Timestamp;

class ClockTest : public QObject {
    Q_OBJECT
private slots:
    void timesAreWrittenAsRfc3339() {
        QCOMPARE(base::formatTimestamp(Timestamp()), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(base::formatTimestamp(Timestamp(1'763'809'910'123ms)), std::string("2025-11-22T11:11:50.123Z"));
        QCOMPARE(base::formatTimestamp(Timestamp(-1ms)), std::string("1969-12-31T23:59:59.999Z"));
    }

    void writtenTimesReadBack() {
        for (const auto ms : {0LL, 1LL, 999LL, 951'782'400'000LL, 1'763'809'910'123LL, 4'102'444'799'999LL}) {
            const Timestamp time{Duration(ms)};
            QVERIFY(*base::parseTimestamp(base::formatTimestamp(time)) == time);
        }
        QVERIFY(*base::parseTimestamp("2026-01-31T12:00:00Z") == *base::parseTimestamp("2026-01-31T12:00:00.000Z"));
        QVERIFY(base::parseTimestamp("2024-02-29T00:00:00Z").ok());
    }

    void otherTimesAreRefused() {
        for (const auto* text :
             {"", "2026-01-31", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00+01:00",
              "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z", "2026-02-29T00:00:00Z",
              "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-31T12:00:00.1Z", "2026-01-31T12:00:00.1234Z",
              "2026-01-31T12:00:00Zx", "-026-01-31T12:00:00Z", "2026-1-31T12:00:00Z", "20 6-01-31T12:00:00Z"})
            QVERIFY2(!base::parseTimestamp(text), text);
    }

    void durationsReadWell() {
        QCOMPARE(base::humanDuration(340ms), std::string("340 ms"));
        QCOMPARE(base::humanDuration(4200ms), std::string("4.2 s"));
        QCOMPARE(base::humanDuration(200s), std::string("3 min 20 s"));
        QCOMPARE(base::humanDuration(59'960ms), std::string("1 min 0 s"));
        QCOMPARE(base::humanDuration(125min), std::string("2 h 5 min"));
        QCOMPARE(base::humanDuration(76h), std::string("3 d 4 h"));
    }

    void durationsAreRead() {
        QVERIFY(*base::parseDuration("90s") == 90s);
        QVERIFY(*base::parseDuration("15m") == 15min);
        QVERIFY(*base::parseDuration("2h") == 2h);
        QVERIFY(*base::parseDuration("7d") == 168h);
        QVERIFY(*base::parseDuration("500ms") == 500ms);
        for (const char* text : {"90s", "15m", "2h", "7d", "500ms", "0s"}) QCOMPARE(base::formatDuration(*base::parseDuration(text)), std::string(text));
        for (const auto* text :
             {"", "s", "90", "-1s", "1.5h", "1 h", "1w", "1hh", "99999999999999999999s", "9223372036854775807d"})
            QVERIFY2(!base::parseDuration(text), text);
    }

    void theSystemClockGoesForward() {
        const base::SystemClock clock;
        const auto start = clock.monotonic();
        QVERIFY(clock.now() > *base::parseTimestamp("2024-01-01T00:00:00Z"));
        QVERIFY(clock.monotonic() >= start);
    }
};

QTEST_GUILESS_MAIN(ClockTest)
#include "clock_test.moc"
