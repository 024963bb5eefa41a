#include "policy/cel/time_text.h"

#include <QtTest>

using namespace policy::cel;

class TimeTextTest : public QObject {
    Q_OBJECT
private slots:
    void timestampsAreReadAndWritten_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("written");
        const auto row = [](const char* text, const char* written) { QTest::newRow(text) << std::string(text) << std::string(written); };
        row("2009-02-13T23:31:30Z", "2009-02-13T23:31:30Z");
        row("2009-02-13T23:31:30.123456789Z", "2009-02-13T23:31:30.123456789Z");
        row("2009-02-13T23:31:30.500+05:30", "2009-02-13T18:01:30.5Z");
        row("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z");
        row("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z");
        row("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z");
        row("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
        for (const char* wrong : {"", "2009-02-13", "2009-02-13T23:31:30", "2023-02-29T00:00:00Z", "2009-02-13T24:00:00Z", "2009-02-13T23:31:60Z",
                                  "2009-02-13T23:31:30.Z", "2009-02-13T23:31:30.1234567890Z", "2009-02-13T23:31:30Zx", "0001-01-01T00:00:00+00:01",
                                  "9999-12-31T23:59:59-00:01", "2009-02-13 23:31:30Z", "2009-02-13T23:31:30+24:00", "+009-02-13T23:31:30Z"})
            row(wrong, "refused");
    }
    void timestampsAreReadAndWritten() {
        QFETCH(std::string, text);
        QFETCH(std::string, written);
        const auto time = parseTimestampText(text);
        QCOMPARE(time ? timestampText(*time) : "refused", written);
    }

    void durationsAreReadAndWritten_data() {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("written");
        const auto row = [](const char* text, const char* written) { QTest::newRow(text) << std::string(text) << std::string(written); };
        row("1h30m5.5s", "5405.5s");
        row("-1.5h", "-5400s");
        row("+2ms", "0.002s");
        row("3us", "0.000003s");
        row("3\u00b5s", "0.000003s");
        row("3\u03bcs", "0.000003s");
        row("1.000000001s", "1.000000001s");
        row("1ns1h", "3600.000000001s");
        row("0", "0s");
        row("-0", "0s");
        row(".5s", "0.5s");
        row("5.s", "5s");
        row("0s", "0s");
        row("9223372036.854775807s", "9223372036.854775807s");
        row("-9223372036.854775807s", "-9223372036.854775807s");
        row("0.0000000000000000000000000001h", "0s");
        for (const char* wrong : {"", "-", "1", "s", ".s", "1 s", "1d", "1h-2m", "9223372036.854775808s", "99999999999999999999999999999999999999999h", "1s ", "0x"})
            row(wrong, "refused");
    }
    void durationsAreReadAndWritten() {
        QFETCH(std::string, text);
        QFETCH(std::string, written);
        const auto duration = parseDurationText(text);
        QCOMPARE(duration ? durationText(*duration) : "refused", written);
    }

    void rangesAreKept() {
        QVERIFY(makeTimestamp(kLastSecond, 999'999'999));
        QVERIFY(!makeTimestamp(kLastSecond, 1'000'000'000));
        QVERIFY(!makeTimestamp(kFirstSecond, -1));
        QVERIFY(!makeTimestamp(std::numeric_limits<std::int64_t>::max(), 1'000'000'000));
        QVERIFY((makeTimestamp(0, -1) == TimestampValue{-1, 999'999'999}));
        QVERIFY((makeDuration(1, -1) == DurationValue{0, 999'999'999}));
        QVERIFY((makeDuration(-1, 1) == DurationValue{0, -999'999'999}));
        QVERIFY(!makeDuration(kMostDurationSeconds, 900'000'000));
        QVERIFY((makeDuration(kMostDurationSeconds + 1, -500'000'000) == DurationValue{kMostDurationSeconds, 500'000'000}));
        QVERIFY(!makeDuration(std::numeric_limits<std::int64_t>::min(), -1'000'000'000));
    }
};

QTEST_GUILESS_MAIN(TimeTextTest)
#include "time_text_test.moc"
