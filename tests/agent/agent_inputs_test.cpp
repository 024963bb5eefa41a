// What the agent makes of what others say: policy's settings, the guest's health, the fleet's desired states.
#include <QTest>

#include "agent/control_mapping.h"
#include "agent/desired_intake.h"
#include "agent/guest_health.h"
#include "agent/machine_plan.h"

using base::ErrorCode;

namespace {

const base::PhoneId kPhone("vp-one");

fleet::protocol::DesiredState someDesired() {
    fleet::protocol::DesiredState desired;
    desired.fleet = "acme";
    desired.handset = base::HandsetId("hs-one");
    desired.phone = kPhone;
    desired.version = 5;
    desired.issuedAt = base::Timestamp(base::Duration(1'795'000'000'000));
    desired.persona = "work";
    desired.displayName = "Work";
    desired.release = {"work", "1.0.0", base::Digest::of("manifest")};
    desired.dataSize = base::mebibytes(64);
    return desired;
}

}  // namespace

class AgentInputsTest : public QObject {
    Q_OBJECT
private slots:
    void noSettingsMeanTheLoosestControls();
    void everySettingReachesItsControl();
    void aSettingOfAnotherTypeStopsTheWholePolicy_data();
    void aSettingOfAnotherTypeStopsTheWholePolicy();
    void settingsOfOthersAreLeftAlone();
    void aPhoneWithoutChannelHasNoChannelPort();
    void healthIsJudged_data();
    void healthIsJudged();
    void networkAddressesAndChannelEndsAreShared();
    void aMachinesSlotIsReadFromItsDefinition();
};

void AgentInputsTest::noSettingsMeanTheLoosestControls() {
    const auto controls = agent::controlsFor({}, true);
    QVERIFY(controls.ok());
    QVERIFY(controls->networkLink);
    QVERIFY(!controls->networkRestricted);
    QVERIFY(!controls->networkKilobitsPerSecond && !controls->diskBytesPerSecond);
    QVERIFY(controls->ports.at(agent::kCameraPort) && controls->ports.at(agent::kChannelPort));
}

void AgentInputsTest::everySettingReachesItsControl() {
    const auto controls = agent::controlsFor({{"network.allowed", false},
                                              {"network.restricted", true},
                                              {"network.bandwidthLimit", std::int64_t{2000}},
                                              {"camera.allowed", false},
                                              {"crossProfile.channelAllowed", false},
                                              {"disk.rateLimit", std::int64_t{8'000'000}}},
                                             true);
    QVERIFY(controls.ok());
    QVERIFY(!controls->networkLink && controls->networkRestricted);
    QCOMPARE(controls->networkKilobitsPerSecond.value(), 2000U);
    QCOMPARE(controls->diskBytesPerSecond.value(), std::uint64_t{8'000'000});
    QVERIFY(!controls->ports.at(agent::kCameraPort) && !controls->ports.at(agent::kChannelPort));
}

void AgentInputsTest::aSettingOfAnotherTypeStopsTheWholePolicy_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("kind");
    QTest::newRow("a number for a flag") << "network.allowed" << 1;
    QTest::newRow("a text for a flag") << "camera.allowed" << 2;
    QTest::newRow("a flag for a rate") << "network.bandwidthLimit" << 0;
    QTest::newRow("a rate of nothing") << "disk.rateLimit" << 3;
}

void AgentInputsTest::aSettingOfAnotherTypeStopsTheWholePolicy() {
    QFETCH(QString, name);
    QFETCH(int, kind);
    const std::vector<policy::Value> values{true, std::int64_t{1}, std::string("yes"), std::int64_t{0}};
    const auto controls = agent::controlsFor({{name.toStdString(), values.at(static_cast<std::size_t>(kind))}}, true);
    QVERIFY(!controls.ok());
    QCOMPARE(controls.error().code, ErrorCode::InvalidInput);
    QVERIFY(controls.error().message.find(name.toStdString()) != std::string::npos);
}

void AgentInputsTest::settingsOfOthersAreLeftAlone() {
    QVERIFY(agent::controlsFor({{"lease.duration", std::int64_t{60}}, {"guest.wallpaper", std::string("blue")}}, true)
                .ok());
}

void AgentInputsTest::aPhoneWithoutChannelHasNoChannelPort() {
    QVERIFY(!agent::controlsFor({{"crossProfile.channelAllowed", false}}, false)->ports.contains(agent::kChannelPort));
}

void AgentInputsTest::healthIsJudged_data() {
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("output");
    QTest::addColumn<int>("code");  // -1: healthy
    const auto later = static_cast<int>(ErrorCode::Unavailable);
    const auto unfit = static_cast<int>(ErrorCode::InvalidInput);
    QTest::newRow("healthy") << 0 << R"({"release":"1.0.0","data":"mounted","phone":"vp-one"})" << -1;
    QTest::newRow("healthy, no phone named") << 0 << R"({"release":"1.0.0","data":"mounted","phone":""})" << -1;
    QTest::newRow("still starting") << 1 << R"({"reason":"the system is still starting"})" << later;
    QTest::newRow("crashed program") << 139 << "" << later;
    QTest::newRow("no JSON") << 0 << "fine" << later;
    QTest::newRow("no object") << 0 << "[1]" << later;
    QTest::newRow("endless") << 0 << QString(100'000, ' ') << later;
    QTest::newRow("another release") << 0 << R"({"release":"0.9.0","data":"mounted"})" << unfit;
    QTest::newRow("no release") << 0 << R"({"data":"mounted"})" << unfit;
    QTest::newRow("no data disk") << 0 << R"({"release":"1.0.0","data":"absent"})" << unfit;
    QTest::newRow("another phone") << 0 << R"({"release":"1.0.0","data":"mounted","phone":"vp-two"})" << unfit;
}

void AgentInputsTest::healthIsJudged() {
    QFETCH(int, exitCode);
    QFETCH(QString, output);
    QFETCH(int, code);
    const auto health = agent::judgeHealth({exitCode, output.toStdString(), ""}, kPhone, "1.0.0");
    QCOMPARE(health.ok() ? -1 : static_cast<int>(health.error().code), code);
    if (!health.ok() && output.contains("still"))
        QVERIFY(health.error().message.find("still starting") != std::string::npos);
}

void AgentInputsTest::networkAddressesAndChannelEndsAreShared() {
    auto desired = someDesired();
    const auto work = agent::newPhoneRecord({{}, {}, desired, {}}, {});
    desired.persona = "personal";
    const auto personal = agent::newPhoneRecord({{}, {}, desired, {}}, {&*work});
    QCOMPARE(work->networkIndex, 0U);
    QCOMPARE(personal->networkIndex, 1U);
    QCOMPARE(work->channel, agent::ChannelEnd::Listens);
    QCOMPARE(personal->channel, agent::ChannelEnd::Connects);
    desired.persona = "work";
    QCOMPARE(agent::newPhoneRecord({{}, {}, desired, {}}, {&*work, &*personal})->channel, agent::ChannelEnd::None);
    auto wiped = *work;
    wiped.data = agent::DataState::Erased;
    const auto next = agent::newPhoneRecord({{}, {}, desired, {}}, {&wiped, &*personal});
    QCOMPARE(next->channel, agent::ChannelEnd::Listens);
    QCOMPARE(next->networkIndex, 0U);
}

void AgentInputsTest::aMachinesSlotIsReadFromItsDefinition() {
    const agent::StateLayout layout("/state");
    agent::PhoneRecord record;
    record.phone = kPhone;
    record.persona = "work";
    record.releases[agent::Slot::A] = {base::Digest::of("a"), "work", "1.0.0", "quiet"};
    record.releases[agent::Slot::B] = {base::Digest::of("b"), "work", "1.1.0", "quiet"};
    record.active = agent::Slot::A;
    const auto before = agent::planMachine(layout, record, someDesired());
    QCOMPARE(agent::slotOf(layout, before).value(), agent::Slot::A);
    QVERIFY(agent::sameMachine(before, agent::planMachine(layout, record, someDesired())));
    record.change = agent::ReleaseSwitch{agent::Slot::B};
    const auto after = agent::planMachine(layout, record, someDesired());
    QCOMPARE(agent::slotOf(layout, after).value(), agent::Slot::B);
    QVERIFY(!agent::sameMachine(before, after));
    record.change->fallingBack = true;
    QVERIFY(agent::sameMachine(before, agent::planMachine(layout, record, someDesired())));
    QVERIFY(before.network.network.size() <= 11);
}

QTEST_GUILESS_MAIN(AgentInputsTest)
#include "agent_inputs_test.moc"
