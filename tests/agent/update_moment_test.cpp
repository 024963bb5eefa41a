// When a staged release may be switched to, by the policy and the handset's clock.
#include <QTest>

#include "agent/update_moment.h"

using agent::updateMoment;

namespace {

using Settings = std::map<std::string, policy::Value>;

/// Two hours east of UTC in "Test/East"; knows no other place.
class TestZones final : public base::ZoneOffsets {
public:
    [[nodiscard]] std::optional<std::int32_t> offsetAt(std::string_view zone, std::int64_t) const override {
        return zone == "Test/East" ? std::optional<std::int32_t>(7200) : std::nullopt;
    }
};

base::Timestamp at(const std::string& text) { return base::parseTimestamp(text).value(); }

Settings settingsOf(const QString& window, const QString& freeze) {
    Settings settings;
    if (!window.isEmpty()) settings["update.window"] = window.toStdString();
    if (!freeze.isEmpty()) settings["update.freezePeriods"] = policy::TextSet{freeze.toStdString()};
    return settings;
}

}  // namespace

class UpdateMomentTest : public QObject {
    Q_OBJECT
private slots:
    void withoutSettingsEveryMomentIsPermitted();
    void windowsAndFreezePeriodsAreKept_data();
    void windowsAndFreezePeriodsAreKept();
    void aPhoneThatUpdatesByHandWaitsForItsRestart();
    void theClockIsThatOfTheNamedZone();
    void aWholeYearFrozenIsSaid();
    void aSettingThatCannotBeReadPermitsNothing();
};

void UpdateMomentTest::withoutSettingsEveryMomentIsPermitted() {
    QVERIFY(updateMoment({}, at("2026-11-22T15:00:00Z"), false, nullptr).permitted);
}

void UpdateMomentTest::windowsAndFreezePeriodsAreKept_data() {
    QTest::addColumn<QString>("window");
    QTest::addColumn<QString>("freeze");
    QTest::addColumn<QString>("now");
    QTest::addColumn<QString>("until");  // empty: permitted
    const auto row = [](const char* name, const char* window, const char* freeze, const char* now, const char* until) {
        QTest::newRow(name) << window << freeze << now << until;
    };
    row("before the window", "02:00-04:00", "", "2026-11-22T01:59:59Z", "2026-11-22T02:00:00");
    row("its first second", "02:00-04:00", "", "2026-11-22T02:00:00Z", "");
    row("its last second", "02:00-04:00", "", "2026-11-22T03:59:59Z", "");
    row("after the window", "02:00-04:00", "", "2026-11-22T04:00:00Z", "2026-11-23T02:00:00");
    row("past midnight, before", "22:00-05:00", "", "2026-11-22T21:00:00Z", "2026-11-22T22:00:00");
    row("past midnight, in the evening", "22:00-05:00", "", "2026-11-22T23:30:00Z", "");
    row("past midnight, in the morning", "22:00-05:00", "", "2026-11-22T04:30:00Z", "");
    row("past midnight, after", "22:00-05:00", "", "2026-11-22T05:00:00Z", "2026-11-22T22:00:00");
    row("frozen", "", "12-15..01-06", "2026-12-20T12:00:00Z", "2027-01-07T00:00:00");
    row("frozen, after the turn of the year", "", "12-15..01-06", "2027-01-06T23:59:59Z", "2027-01-07T00:00:00");
    row("not frozen any more", "", "12-15..01-06", "2027-01-07T00:00:00Z", "");
    row("not frozen yet", "", "12-15..01-06", "2026-12-14T23:59:59Z", "");
    row("frozen within a year", "", "06-01..06-30", "2026-06-15T00:00:00Z", "2026-07-01T00:00:00");
    row("the window after the freeze", "02:00-04:00", "12-15..01-06", "2026-12-20T03:00:00Z", "2027-01-07T02:00:00");
}

void UpdateMomentTest::windowsAndFreezePeriodsAreKept() {
    QFETCH(QString, window);
    QFETCH(QString, freeze);
    QFETCH(QString, now);
    QFETCH(QString, until);
    const auto moment = updateMoment(settingsOf(window, freeze), at(now.toStdString()), false, nullptr);
    QCOMPARE(moment.permitted, until.isEmpty());
    if (until.isEmpty()) return;
    QVERIFY2(moment.waits.find("until " + until.toStdString()) != std::string::npos, moment.waits.c_str());
    QVERIFY(moment.setting == "update.window" || moment.setting == "update.freezePeriods");
}

void UpdateMomentTest::aPhoneThatUpdatesByHandWaitsForItsRestart() {
    const Settings byHand{{"update.automatic", false}};
    const auto now = at("2026-11-22T15:00:00Z");
    const auto running = updateMoment(byHand, now, false, nullptr);
    QVERIFY(!running.permitted);
    QCOMPARE(running.setting, std::string("update.automatic"));
    QVERIFY(updateMoment(byHand, now, true, nullptr).permitted);
    QVERIFY(updateMoment({{"update.automatic", true}}, now, false, nullptr).permitted);
    QVERIFY(!updateMoment({{"update.automatic", false}, {"update.window", std::string("02:00-03:00")}}, now, true, nullptr).permitted);
}

void UpdateMomentTest::theClockIsThatOfTheNamedZone() {
    const TestZones zones;
    Settings settings{{"update.window", std::string("02:00-04:00")}, {"time.zone", std::string("Test/East")}};
    QVERIFY(updateMoment(settings, at("2026-11-22T00:30:00Z"), false, &zones).permitted);
    const auto late = updateMoment(settings, at("2026-11-22T03:00:00Z"), false, &zones);
    QVERIFY2(late.waits.find("until 2026-11-23T00:00:00") != std::string::npos, late.waits.c_str());
    settings["time.zone"] = std::string("Nowhere/Known");
    QVERIFY(updateMoment(settings, at("2026-11-22T03:00:00Z"), false, &zones).permitted);
}

void UpdateMomentTest::aWholeYearFrozenIsSaid() {
    const Settings settings{{"update.freezePeriods", policy::TextSet{"01-01..03-30", "03-31..06-28", "06-29..09-26", "09-27..12-25", "12-26..12-31"}}};
    const auto moment = updateMoment(settings, at("2026-11-22T15:00:00Z"), true, nullptr);
    QVERIFY(!moment.permitted);
    QVERIFY2(moment.waits.find("no such time within a year") != std::string::npos, moment.waits.c_str());
}

void UpdateMomentTest::aSettingThatCannotBeReadPermitsNothing() {
    for (const auto& wrong : {policy::Value(std::string("at night")), policy::Value(true), policy::Value(std::string("25:00-26:00"))}) {
        const auto moment = updateMoment({{"update.window", wrong}}, at("2026-11-22T15:00:00Z"), true, nullptr);
        QVERIFY(!moment.permitted && moment.waits.find("cannot be read") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(UpdateMomentTest)
#include "update_moment_test.moc"
