#include "base/time_zone.h"

#include <QTemporaryDir>
#include <QtTest>

#include "base/clock.h"

namespace {

std::int64_t at(const char* text) { return base::parseTimestamp(text).value().time_since_epoch().count() / 1000; }

}  // namespace

class TimeZoneTest : public QObject {
    Q_OBJECT
private slots:
    void placesHaveTheirOffsets_data() {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("time");
        QTest::addColumn<int>("offset");
        const auto row = [](const char* zone, const char* time, int minutes) {
            QTest::addRow("%s %s", zone, time) << QString(zone) << QString(time) << minutes * 60;
        };
        row("Europe/Berlin", "2026-01-15T12:00:00Z", 60);
        row("Europe/Berlin", "2026-07-15T12:00:00Z", 120);
        row("Europe/Berlin", "2026-03-29T00:59:59Z", 60);
        row("Europe/Berlin", "2026-03-29T01:00:00Z", 120);
        row("Europe/Berlin", "2026-10-25T00:59:59Z", 120);
        row("Europe/Berlin", "2026-10-25T01:00:00Z", 60);
        row("Europe/Berlin", "2150-07-15T12:00:00Z", 120);
        row("Europe/Berlin", "1960-07-15T12:00:00Z", 60);
        row("US/Central", "2009-02-13T23:31:30Z", -360);
        row("Australia/Sydney", "2150-01-15T12:00:00Z", 660);
        row("Australia/Sydney", "2150-07-15T12:00:00Z", 600);
        row("Asia/Kathmandu", "2009-02-13T23:31:30Z", 345);
        row("America/St_Johns", "2009-02-13T02:00:00Z", -210);
        row("Europe/Dublin", "2150-07-15T12:00:00Z", 60);
        row("Europe/Dublin", "2150-01-15T12:00:00Z", 0);
        row("UTC", "2026-01-15T12:00:00Z", 0);
    }
    void placesHaveTheirOffsets() {
        QFETCH(QString, zone);
        QFETCH(QString, time);
        QFETCH(int, offset);
        const auto files = base::createPosixFileSystem();
        const base::TimeZones zones(*files);
        const auto got = zones.offsetAt(zone.toStdString(), at(qPrintable(time)));
        QVERIFY2(got, "the package tzdata must be installed");
        QCOMPARE(*got, offset);
    }

    void namesThatAreNoZonesHaveNoOffset() {
        const auto files = base::createPosixFileSystem();
        const base::TimeZones zones(*files);
        for (const char* name : {"", "Europe/Nowhere", "../../../etc/passwd", "/etc/localtime", "Europe", "zone.tab", "Europe/Berlin\n"})
            QVERIFY(!zones.offsetAt(name, 0));
        QVERIFY(!zones.offsetAt(std::string(65, 'a'), 0));
    }

    void rulesOfAllKindsAreRead() {
        const auto julian = base::parseTimeRule("AAA3BBB,J60/0,300/-1:30");
        QVERIFY(julian);
        QCOMPARE(julian->offsetAt(at("2028-03-01T02:59:59Z")), -3 * 3600);
        QCOMPARE(julian->offsetAt(at("2028-03-01T03:00:00Z")), -2 * 3600);  // J60 is the first of March in leap years too
        QCOMPARE(julian->offsetAt(at("2027-10-28T00:29:59Z")), -2 * 3600);  // day 300 from 0, an hour and a half before midnight
        QCOMPARE(julian->offsetAt(at("2027-10-28T00:30:00Z")), -3 * 3600);
        const auto irish = base::parseTimeRule("IST-1GMT0,M10.5.0,M3.5.0/1");
        QVERIFY(irish);
        QCOMPARE(irish->offsetAt(at("2026-07-01T00:00:00Z")), 3600);
        QCOMPARE(irish->offsetAt(at("2026-12-01T00:00:00Z")), 0);
        QCOMPARE(base::parseTimeRule("<+0330>-3:30")->offsetAt(0), 12600);
        for (const char* wrong : {"", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "<CET-1", "CET-200",
                                  "CET-1CEST,M3.5.0,M10.5.0x", "C1"})
            QVERIFY2(!base::parseTimeRule(wrong), wrong);
    }

    void damagedFilesAreRefused() {
        const auto files = base::createPosixFileSystem();
        const auto bytes = files->readFile("/usr/share/zoneinfo/Europe/Berlin");
        QVERIFY(bytes.ok());
        QVERIFY(base::TimeZone::parse(*bytes).ok());
        for (std::size_t length = 0; length < bytes->size(); ++length) {
            const auto parsed = base::TimeZone::parse(bytes->substr(0, length));
            QVERIFY2(!parsed.ok(), qPrintable(QString::number(length)));
            QCOMPARE(parsed.error().code, base::ErrorCode::Corrupt);
        }
        for (std::size_t place = 0; place < bytes->size(); ++place) {
            auto damaged = *bytes;
            damaged[place] = static_cast<char>(damaged[place] ^ 0xff);
            if (const auto parsed = base::TimeZone::parse(damaged); parsed.ok())
                (void)parsed->offsetAt(at("2026-01-15T12:00:00Z"));
        }
        QTemporaryDir directory;
        const auto path = std::filesystem::path(directory.path().toStdString());
        QVERIFY(files->writeFileAtomically(path / "Broken", "TZif2", 0600).ok());
        QVERIFY(!base::TimeZones(*files, path).offsetAt("Broken", 0));
    }
};

QTEST_GUILESS_MAIN(TimeZoneTest)
#include "time_zone_test.moc"
