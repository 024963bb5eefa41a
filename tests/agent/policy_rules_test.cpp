// What the agent itself enforces of a policy, and that no setting of the table is without effect.
#include <QTest>
#include <nlohmann/json.hpp>

#include "agent/policy_rules.h"
#include "policy/setting.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");

using Settings = std::map<std::string, policy::Value>;

struct Seen {
    std::string outcome, readBack;
};

Seen control(TestHandset& handset, const std::string& name) {
    const auto* report = handset.fleet.report(kWork);
    if (report != nullptr)
        for (const auto& one : report->controls)
            if (one.control == name) return {one.outcome, one.readBack};
    return {};
}

/// A work phone that runs under the settings.
void startUnder(TestHandset& handset, const Settings& settings) {
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = settings;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
}

const fleet::protocol::OperationResult* ask(TestHandset& handset, const std::string& kind, const std::string& arguments = "{}") {
    const auto id = base::OperationId("op-" + std::to_string(handset.fleet.sent.size()));
    handset.receive(handset.operation(id.text(), kind, kWork, arguments));
    handset.until([&] { return handset.fleet.result(id) != nullptr; }, 1min);
    return handset.fleet.result(id);
}

fleet::protocol::DesiredState updated(TestHandset& handset, Settings settings, std::int64_t version = 2) {
    auto desired = handset.wish("vp-work", "work");
    desired.version = version;
    desired.release = handset.fleet.publish("1.1.0");
    desired.settings = std::move(settings);
    return desired;
}

std::string releaseOf(TestHandset& handset) {
    const auto* report = handset.fleet.report(kWork);
    return report == nullptr ? "" : report->release;
}

bool staged(TestHandset& handset) {
    const auto record = handset.record(kWork);
    return record && record->releases.size() == 2;
}

std::string textOf(policy::Format format) {
    using policy::Format;
    switch (format) {
        case Format::Version: return "0.1.0";
        case Format::TimeWindow: return "02:00-04:00";
        case Format::YearPeriod: return "12-15..01-06";
        case Format::PackageName: return "com.example.app";
        case Format::HostName:
        case Format::HostPattern: return "host.example.com";
        case Format::Url: return "https://example.com/x";
        case Format::Email: return "it@example.com";
        case Format::Language: return "de";
        case Format::TimeZone: return "Europe/Vienna";
        default: return "text";
    }
}

/// A value that restricts, where the setting has an order.
policy::Value strictValue(const policy::Setting& setting) {
    switch (setting.type) {
        case policy::ValueType::Boolean: return setting.merge == policy::MergeOperator::Or;
        case policy::ValueType::Integer: return std::max<std::int64_t>(setting.least, std::min<std::int64_t>(setting.most, 100));
        case policy::ValueType::Choice: return std::string(setting.choices.back());
        case policy::ValueType::Text: return textOf(setting.format);
        case policy::ValueType::Texts:
            return policy::TextSet{setting.choices.empty() ? textOf(setting.format) : std::string(setting.choices.front())};
    }
    return false;
}

}  // namespace

class PolicyRulesTest : public QObject {
    Q_OBJECT
private slots:
    void noSettingOfTheTableIsWithoutEffect_data();
    void noSettingOfTheTableIsWithoutEffect();
    void allSettingsTogetherFitIntoOneReport();
    void forbiddenOperationsAreRefusedAndNameTheSetting_data();
    void forbiddenOperationsAreRefusedAndNameTheSetting();
    void anUnencryptedDiskIsNotStartedWhereEncryptionIsRequired();
    void anUpdateIsStagedAndWaitsForItsWindow();
    void aFrozenHandsetDoesNotUpdate();
    void anUpdateByHandWaitsForTheRestart();
    void aReleaseBelowTheFloorIsNotStaged();
    void aPhoneBelowTheFloorIsNotStarted();
    void aPhoneThatRunsBelowTheFloorIsReported();
    void aWorkPhoneThatIsOffForTooLongIsReported();
    void reportsLeaveTheHealthOut();
    void reportsComeAtLeastThatOften();
    void aSettingOfTheWrongFormIsReportedAsFailed();
};

void PolicyRulesTest::noSettingOfTheTableIsWithoutEffect_data() {
    QTest::addColumn<QString>("name");
    for (const auto& setting : policy::allSettings()) {
        const QByteArray name(setting.name.data(), static_cast<qsizetype>(setting.name.size()));
        QTest::newRow(name.constData()) << QString(name);
    }
}

/// Each setting alone: with it, something that the handset does or says is not what it is without it.
void PolicyRulesTest::noSettingOfTheTableIsWithoutEffect() {
    QFETCH(QString, name);
    const auto& setting = *policy::findSetting(name.toStdString());
    if (setting.name == "lease.duration") return;  // becomes the document's lease; see aLeaseThatEndsSuspendsAndResumes
    TestHandset handset;
    startUnder(handset, {{std::string(setting.name), strictValue(setting)}});
    const auto expect = [&](const std::string& controlName) {
        handset.until([&] { return control(handset, controlName).outcome == "applied"; }, 30s);
        const auto seen = control(handset, controlName);
        QVERIFY2(seen.outcome == "applied", (controlName + " is '" + seen.outcome + "' " + seen.readBack).c_str());
    };
    QVERIFY2(!setting.control.empty(), "it has no control");
    expect(std::string(setting.control));
    if (setting.enforcement == policy::Enforcement::Hypervisor) {
        QVERIFY(policy::guestControl(setting).empty());
        return;
    }
    expect(policy::guestControl(setting));
    const auto kept = handset.world->guestFile(kWork, "/data/.twinset/policy");
    QVERIFY(kept && kept->find("\n" + std::string(setting.name)) != std::string::npos);
}

void PolicyRulesTest::allSettingsTogetherFitIntoOneReport() {
    Settings all;
    for (const auto& setting : policy::allSettings()) all[std::string(setting.name)] = strictValue(setting);
    TestHandset handset;
    startUnder(handset, all);
    QVERIFY(handset.until([&] { return control(handset, "guest.wifi.allowed").outcome == "applied"; }, 1min));
    const auto message = handset.fleet.sent.back();
    const auto text = fleet::protocol::writeMessage(message);
    QVERIFY2(text.size() <= fleet::protocol::kLongestMessage, std::to_string(text.size()).c_str());
    const auto report = *handset.fleet.report(kWork);
    const auto read = fleet::protocol::readMessage(fleet::protocol::writeMessage({"m", fleet::protocol::Report{handset.clock.now(), {report}}}));
    QVERIFY2(read.ok(), read.ok() ? "" : read.error().message.c_str());
    QVERIFY(std::get<fleet::protocol::Report>(read->body).phones.at(0).controls == report.controls);
    QVERIFY(report.controls.size() > policy::allSettings().size());
}

void PolicyRulesTest::forbiddenOperationsAreRefusedAndNameTheSetting_data() {
    QTest::addColumn<QString>("setting");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("screenshot") << "screenCapture.allowed" << "virtual_phone_screenshot" << "{}";
    QTest::newRow("exec") << "debugging.allowed" << "virtual_phone_exec" << R"({"command":["/bin/true"]})";
    QTest::newRow("backup") << "backup.allowed" << "virtual_phone_backup" << "{}";
}

void PolicyRulesTest::forbiddenOperationsAreRefusedAndNameTheSetting() {
    QFETCH(QString, setting);
    QFETCH(QString, kind);
    QFETCH(QString, arguments);
    TestHandset handset;
    startUnder(handset, {{setting.toStdString(), false}});
    const auto* refused = ask(handset, kind.toStdString(), arguments.toStdString());
    QVERIFY(refused != nullptr && !refused->ok);
    QCOMPARE(refused->code, std::string("denied"));
    QVERIFY2(refused->message.find(setting.toStdString()) != std::string::npos, refused->message.c_str());
    auto desired = handset.wish("vp-work", "work");
    desired.version = 2;
    desired.settings = {{setting.toStdString(), true}};
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->desiredVersion == 2; }));
    const auto* done = ask(handset, kind.toStdString(), arguments.toStdString());
    QVERIFY2(done != nullptr && done->ok, done == nullptr ? "" : done->message.c_str());
}

void PolicyRulesTest::anUnencryptedDiskIsNotStartedWhereEncryptionIsRequired() {
    TestHandset handset;
    hypervisor::SimulatorFaults faults;
    faults.plainDisk = true;
    handset.world->setFaults(kWork, faults);
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = {{"encryption.required", true}};
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "failed"));
    QVERIFY(handset.fleet.report(kWork)->detail.find("encryption.required") != std::string::npos);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    handset.world->setFaults(kWork, {});
    QVERIFY(handset.untilPhase(kWork, "running"));
    QCOMPARE(control(handset, "agent.encryption.required").outcome, std::string("applied"));
    QCOMPARE(control(handset, "agent.encryption.required").readBack, std::string("the data disk is encrypted"));
}

void PolicyRulesTest::anUpdateIsStagedAndWaitsForItsWindow() {
    TestHandset handset;
    startUnder(handset, {});
    // The handset's clock begins at 2026-11-18T11:06:40Z.
    handset.give(updated(handset, {{"update.window", std::string("12:00-13:00")}}));
    QVERIFY(handset.until([&] { return control(handset, "agent.update.window").outcome == "waiting"; }));
    QVERIFY(staged(handset));
    QCOMPARE(releaseOf(handset), std::string("1.0.0"));
    QVERIFY2(handset.fleet.report(kWork)->detail.find("until 2026-11-18T12:00:00") != std::string::npos,
             handset.fleet.report(kWork)->detail.c_str());
    handset.pass(45min);
    QCOMPARE(releaseOf(handset), std::string("1.0.0"));
    handset.pass(20min);
    QVERIFY(handset.until([&] { return releaseOf(handset) == "1.1.0" && handset.fleet.report(kWork)->phase == "running"; }));
    QCOMPARE(control(handset, "agent.update.window").outcome, std::string("applied"));
}

void PolicyRulesTest::aFrozenHandsetDoesNotUpdate() {
    TestHandset handset;
    startUnder(handset, {});
    handset.give(updated(handset, {{"update.freezePeriods", policy::TextSet{"11-01..11-18"}}}));
    QVERIFY(handset.until([&] { return control(handset, "agent.update.freezePeriods").outcome == "waiting"; }));
    handset.world->crashMachine(kWork);
    handset.pass(1min);
    QCOMPARE(releaseOf(handset), std::string("1.0.0"));
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
    handset.clock.advance(14h);
    QVERIFY(handset.until([&] { return releaseOf(handset) == "1.1.0"; }));
}

void PolicyRulesTest::anUpdateByHandWaitsForTheRestart() {
    TestHandset handset;
    startUnder(handset, {});
    handset.give(updated(handset, {{"update.automatic", false}}));
    QVERIFY(handset.until([&] { return control(handset, "agent.update.automatic").outcome == "waiting"; }));
    handset.pass(30min);
    QCOMPARE(releaseOf(handset), std::string("1.0.0"));
    const auto* restarted = ask(handset, "virtual_phone_restart");
    QVERIFY2(restarted != nullptr && restarted->ok, restarted == nullptr ? "" : restarted->message.c_str());
    QVERIFY(handset.until([&] { return releaseOf(handset) == "1.1.0" && handset.fleet.report(kWork)->phase == "running"; }));
}

void PolicyRulesTest::aReleaseBelowTheFloorIsNotStaged() {
    TestHandset handset;
    startUnder(handset, {});
    auto desired = updated(handset, {{"update.minimumRelease", std::string("1.2.0")}});
    handset.give(desired);
    QVERIFY(handset.until([&] { return control(handset, "agent.update.minimumRelease").outcome == "failed"; }));
    handset.pass(5min);
    QVERIFY(!staged(handset));
    QVERIFY(handset.fleet.report(kWork)->detail.find("update.minimumRelease") != std::string::npos);
    desired.version = 3;
    desired.release = handset.fleet.publish("1.2.0");
    handset.give(desired);
    QVERIFY(handset.until([&] { return releaseOf(handset) == "1.2.0"; }));
    QVERIFY(handset.until([&] { return control(handset, "agent.update.minimumRelease").outcome == "applied"; }));
}

void PolicyRulesTest::aPhoneBelowTheFloorIsNotStarted() {
    TestHandset handset;
    startUnder(handset, {});
    auto desired = handset.wish("vp-work", "work");
    desired.version = 2;
    desired.settings = {{"update.minimumRelease", std::string("2.0.0")}};
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->desiredVersion == 2; }));
    handset.world->crashMachine(kWork);
    QVERIFY(handset.untilPhase(kWork, "failed"));
    QVERIFY(handset.fleet.report(kWork)->detail.find("update.minimumRelease") != std::string::npos);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
}

void PolicyRulesTest::aPhoneThatRunsBelowTheFloorIsReported() {
    TestHandset handset;
    startUnder(handset, {{"update.minimumRelease", std::string("1.0.0")}});
    QCOMPARE(control(handset, "agent.update.minimumRelease").outcome, std::string("applied"));
    handset.give(updated(handset, {{"update.minimumRelease", std::string("1.1.0")}, {"update.automatic", false}}));
    QVERIFY(handset.until([&] { return control(handset, "agent.update.minimumRelease").outcome == "failed"; }));
    QVERIFY(control(handset, "agent.update.minimumRelease").readBack.find("1.0.0") != std::string::npos);
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
}

void PolicyRulesTest::aWorkPhoneThatIsOffForTooLongIsReported() {
    TestHandset handset;
    startUnder(handset, {{"workPhone.maximumDaysOff", std::int64_t{3}}});
    QCOMPARE(control(handset, "agent.workPhone.maximumDaysOff").outcome, std::string("applied"));
    auto desired = handset.wish("vp-work", "work");
    desired.version = 2;
    desired.running = false;
    desired.settings = {{"workPhone.maximumDaysOff", std::int64_t{3}}};
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "stopped"));
    handset.clock.advance(24h * 2 + 1h);
    QVERIFY(handset.until([&] { return control(handset, "agent.workPhone.maximumDaysOff").readBack == "off for 2 of 3 days"; }));
    QCOMPARE(control(handset, "agent.workPhone.maximumDaysOff").outcome, std::string("applied"));
    handset.kill();
    handset.clock.advance(24h);
    QVERIFY(handset.start());
    QVERIFY(handset.until([&] { return control(handset, "agent.workPhone.maximumDaysOff").outcome == "failed"; }));
    desired.version = 3;
    desired.running = true;
    handset.give(desired);
    QVERIFY(handset.until([&] { return control(handset, "agent.workPhone.maximumDaysOff").readBack == "on"; }));
}

void PolicyRulesTest::reportsLeaveTheHealthOut() {
    TestHandset handset;
    startUnder(handset, {});
    QVERIFY(!handset.fleet.report(kWork)->proved->health.empty());
    auto desired = handset.wish("vp-work", "work");
    desired.version = 2;
    desired.settings = {{"statusReporting.health", false}};
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->desiredVersion == 2; }));
    QVERIFY(handset.fleet.report(kWork)->proved->health.empty());
    QCOMPARE(handset.fleet.report(kWork)->proved->release, std::string("1.0.0"));
}

void PolicyRulesTest::reportsComeAtLeastThatOften() {
    const auto reportsIn = [](TestHandset& handset, base::Duration time) {
        handset.pass(10s);
        const auto before = handset.fleet.sent.size();
        handset.pass(time);
        return handset.fleet.sent.size() - before;
    };
    TestHandset quiet;
    startUnder(quiet, {});
    QCOMPARE(reportsIn(quiet, 10min), std::size_t{0});
    TestHandset talking;
    startUnder(talking, {{"statusReporting.interval", std::int64_t{60}}});
    const auto reports = reportsIn(talking, 10min);
    QVERIFY2(reports >= 9 && reports <= 11, std::to_string(reports).c_str());
}

void PolicyRulesTest::aSettingOfTheWrongFormIsReportedAsFailed() {
    TestHandset handset;
    startUnder(handset, {{"backup.allowed", std::string("no")}});
    QCOMPARE(control(handset, "agent.backup.allowed").outcome, std::string("failed"));
}

QTEST_GUILESS_MAIN(PolicyRulesTest)
#include "policy_rules_test.moc"
