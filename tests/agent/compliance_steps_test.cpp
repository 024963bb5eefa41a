// Compliance steps that the fleet signed in advance: taken by the handset when they are due, offline too, and taken back
// when the fleet says so.
#include "agent/compliance.h"

#include <QTest>

#include "fleet/protocol/policy_receipt.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using fleet::protocol::DesiredState;
using hypervisor::RunState;
using policy::ComplianceAction;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");

/// A work phone that runs, with data; `desired` is what it was given, version 1.
struct Scene {
    Scene() {
        if (!handset.start()) qFatal("the agent does not start");
        desired = handset.wish("vp-work", "work");
        give();
        if (!handset.untilPhase(kWork, "running")) qFatal("the phone does not run");
        if (!handset.world->writeGuestFile(kWork, "/data/note", "kept").ok()) qFatal("cannot write into the guest");
        began = handset.clock.now();
    }
    void give() { handset.give(desired); }
    /// The next document, with a ladder of warn, block and wipe for one rule at these times from `began`.
    void ladder(base::Duration warn, base::Duration block, base::Duration wipe) {
        ++desired.version;
        desired.steps = {{"encrypted", ComplianceAction::Warn, began + warn, "Turn encryption on"},
                         {"encrypted", ComplianceAction::Block, began + block, "Turn encryption on"},
                         {"encrypted", ComplianceAction::Wipe, began + wipe, ""}};
        give();
    }
    void offlineLadder(std::int64_t warn, std::int64_t block, std::int64_t wipe) {
        ++desired.version;
        desired.offlineSteps = {{"silent", ComplianceAction::Warn, warn, "Connect this phone"},
                                {"silent", ComplianceAction::Block, block, ""},
                                {"silent", ComplianceAction::Wipe, wipe, ""}};
        give();
        handset.pass(1s);
    }
    RunState run() { return handset.observe(kWork).state; }
    bool hasKey() { return handset.files.exists("/state/phones/vp-work/data.key"); }
    std::vector<std::string> taken() {
        std::vector<std::string> names;
        const auto record = handset.record(kWork);
        if (!record) qFatal("there is no journal");
        for (const auto& step : record->steps) names.emplace_back(policy::complianceActionName(step.action));
        return names;
    }
    const fleet::protocol::PhoneReport& report() { return *handset.fleet.report(kWork); }

    TestHandset handset;
    DesiredState desired;
    base::Timestamp began;
};

using Names = std::vector<std::string>;

}  // namespace

class ComplianceStepsTest : public QObject {
    Q_OBJECT
private slots:
    void eachStepIsTakenAtItsTime();
    void aWarningIsReportedAndReachesTheGuest();
    void aNewerDocumentWithoutTheStepsLiftsABlock();
    void aNewerDocumentWithLaterStepsLiftsABlock();
    void silenceIsCountedOnTheHandset();
    void beingHeardLiftsABlockForSilence();
    void stepsAreTakenOfflineAndOverARestart();
    void aBlockedPhoneDoesNotStartAfterAReboot();
    void aClockThatIsSetBackDelaysNothing();
    void aPhoneThatWasOffIsBlockedBeforeItIsWiped();
    void aClockThatLeapsDestroysNothingAtOnce();
    void aWipeIsFinalUntilTheFleetTakesItBack();
    void aWipeForSilenceIsUndoneByARestoreOnly();
    void aPersonalPhoneTakesNoSteps();
    void anUpdateWaitsForTheBlockToEnd();
    void aPowerCutAtAnyWriteCompletesTheStepOrNeverBeganIt();
    void aWipeIsCompletedWhateverArrivesMeanwhile();
};

void ComplianceStepsTest::eachStepIsTakenAtItsTime() {
    Scene scene;
    scene.ladder(10min, 20min, 50min);
    scene.handset.pass(9min);
    QVERIFY(scene.taken().empty());
    QVERIFY(scene.report().detail.empty());
    scene.handset.pass(2min);
    QCOMPARE(scene.taken(), (Names{"warn"}));
    QCOMPARE(scene.run(), RunState::Running);
    scene.handset.pass(10min);
    QCOMPARE(scene.taken(), (Names{"warn", "block"}));
    QCOMPARE(scene.run(), RunState::Paused);
    QCOMPARE(scene.report().phase, std::string("stopped"));
    QVERIFY(scene.report().detail.find("blocked by the compliance rule 'encrypted': Turn encryption on") == 0);
    QVERIFY(scene.hasKey());
    scene.handset.pass(28min);
    QVERIFY(scene.hasKey());
    scene.handset.pass(4min);
    QVERIFY(!scene.hasKey());
    QCOMPARE(scene.report().phase, std::string("wiped"));
    QCOMPARE(scene.report().steps.size(), std::size_t{3});
    const auto receipt = fleet::protocol::readPolicyReceipt(scene.handset.fleet.policyReceipts.back().receipt);
    QCOMPARE(receipt->state, std::string("erased"));
    QCOMPARE(receipt->steps.back().action, std::string("wipe"));
}

void ComplianceStepsTest::aWarningIsReportedAndReachesTheGuest() {
    Scene scene;
    scene.ladder(1min, 10h, 20h);
    scene.handset.pass(3min);
    QCOMPARE(scene.report().phase, std::string("running"));
    QVERIFY(scene.report().detail.find("warned by the compliance rule 'encrypted'") == 0);
    QCOMPARE(scene.report().steps.at(0).rule, std::string("encrypted"));
    const auto notice = agent::guestPolicyOf(scene.desired.settings,
                                             "warned by the compliance rule 'encrypted': Turn encryption on");
    QVERIFY(notice.text.find("notice.compliance=warned by") != std::string::npos);
    QVERIFY(scene.handset.record(kWork)->guestPolicy.has_value());
    QCOMPARE(scene.handset.record(kWork)->guestPolicy->digest, notice.digest);
}

void ComplianceStepsTest::aNewerDocumentWithoutTheStepsLiftsABlock() {
    Scene scene;
    scene.ladder(0s, 1min, 10h);
    scene.handset.pass(2min);
    QCOMPARE(scene.run(), RunState::Paused);
    const auto startedAt = scene.handset.observe(kWork).startedAt;
    ++scene.desired.version;
    scene.desired.steps.clear();
    scene.give();
    scene.handset.pass(10s);
    QVERIFY(scene.taken().empty());
    QCOMPARE(scene.run(), RunState::Running);
    QVERIFY(scene.handset.untilPhase(kWork, "running"));
    QCOMPARE(scene.handset.observe(kWork).startedAt, startedAt);
    QVERIFY(scene.report().detail.empty() && scene.report().steps.empty());
}

void ComplianceStepsTest::aNewerDocumentWithLaterStepsLiftsABlock() {
    Scene scene;
    scene.ladder(0s, 1min, 10h);
    scene.handset.pass(2min);
    scene.ladder(0s, 10min, 20h);
    scene.handset.pass(10s);
    QCOMPARE(scene.taken(), (Names{"warn"}));
    QCOMPARE(scene.run(), RunState::Running);
    scene.handset.pass(10min);
    QCOMPARE(scene.run(), RunState::Paused);
}

void ComplianceStepsTest::silenceIsCountedOnTheHandset() {
    Scene scene;
    scene.offlineLadder(600, 1200, 3000);
    scene.handset.pass(20min);  // the link stands
    QVERIFY(scene.taken().empty());
    scene.handset.linkDown();
    scene.handset.pass(11min);
    QCOMPARE(scene.taken(), (Names{"warn"}));
    scene.handset.pass(10min);
    QCOMPARE(scene.taken(), (Names{"warn", "block"}));
    QCOMPARE(scene.run(), RunState::Paused);
    scene.handset.pass(31min);
    QVERIFY(!scene.hasKey());
    QCOMPARE(scene.handset.record(kWork)->data, agent::DataState::Erased);
}

void ComplianceStepsTest::beingHeardLiftsABlockForSilence() {
    Scene scene;
    scene.offlineLadder(60, 120, 360000);
    scene.handset.linkDown();
    scene.handset.pass(5min);
    QCOMPARE(scene.run(), RunState::Paused);
    scene.handset.linkUp();
    scene.handset.pass(10s);
    QVERIFY(scene.taken().empty());
    QCOMPARE(scene.run(), RunState::Running);
    QCOMPARE(scene.handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
}

void ComplianceStepsTest::stepsAreTakenOfflineAndOverARestart() {
    Scene scene;
    scene.ladder(10min, 20min, 50min);
    scene.handset.pass(1s);
    scene.handset.linkDown();
    scene.handset.pass(15min);
    scene.handset.kill();
    QVERIFY(scene.handset.start(false));
    scene.handset.pass(7min);
    QCOMPARE(scene.taken(), (Names{"warn", "block"}));
    QCOMPARE(scene.run(), RunState::Paused);
    scene.handset.kill();
    scene.handset.clock.advance(30min);
    QVERIFY(scene.handset.start(false));
    scene.handset.pass(1min);
    QVERIFY(!scene.hasKey());
}

void ComplianceStepsTest::aBlockedPhoneDoesNotStartAfterAReboot() {
    Scene scene;
    scene.ladder(0s, 1min, 100h);
    scene.handset.pass(2min);
    scene.handset.kill();
    scene.handset.world->crashMachine(kWork);
    QVERIFY(scene.handset.start());
    scene.handset.pass(5min);
    QVERIFY(scene.run() != RunState::Running);
    QVERIFY(scene.report().detail.find("blocked") == 0);
    ++scene.desired.version;
    scene.desired.steps.clear();
    scene.give();
    QVERIFY(scene.handset.untilPhase(kWork, "running"));
    QCOMPARE(scene.handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
}

void ComplianceStepsTest::aClockThatIsSetBackDelaysNothing() {
    for (const bool restarted : {false, true}) {
        Scene scene;
        scene.ladder(0s, 10min, 100h);
        scene.handset.linkDown();
        scene.handset.pass(6min);
        if (restarted) scene.handset.kill();
        scene.handset.clock.setWall(-48h);
        if (restarted) QVERIFY(scene.handset.start(false));
        scene.handset.pass(5min);
        QCOMPARE(scene.run(), RunState::Paused);
    }
}

void ComplianceStepsTest::aPhoneThatWasOffIsBlockedBeforeItIsWiped() {
    Scene scene;
    scene.ladder(10min, 20min, 50min);
    scene.handset.pass(1s);
    scene.handset.kill();
    scene.handset.clock.advance(240h);
    QVERIFY(scene.handset.start(false));
    scene.handset.pass(1min);
    QCOMPARE(scene.taken(), (Names{"warn", "block"}));
    QVERIFY(scene.hasKey());
    scene.handset.pass(28min);
    QVERIFY(scene.hasKey());
    scene.handset.pass(4min);
    QVERIFY(!scene.hasKey());
}

void ComplianceStepsTest::aClockThatLeapsDestroysNothingAtOnce() {
    Scene scene;
    scene.offlineLadder(600, 1200, 3000);
    scene.handset.linkDown();
    scene.handset.clock.setWall(20000h);
    scene.handset.pass(1min);
    QCOMPARE(scene.run(), RunState::Paused);
    scene.handset.pass(10min);
    QVERIFY(scene.hasKey());
    scene.handset.linkUp();
    scene.handset.pass(10s);
    QCOMPARE(scene.run(), RunState::Running);
    QVERIFY(scene.taken().empty());
}

void ComplianceStepsTest::aWipeIsFinalUntilTheFleetTakesItBack() {
    Scene scene;
    scene.ladder(0s, 1min, 2min);
    scene.handset.pass(5min);
    QCOMPARE(scene.report().phase, std::string("wiped"));
    ++scene.desired.version;
    scene.desired.displayName = "Ada";
    scene.give();
    scene.handset.pass(5min);
    QCOMPARE(scene.report().phase, std::string("wiped"));
    ++scene.desired.version;
    scene.desired.steps.clear();
    scene.give();
    QVERIFY(scene.handset.untilPhase(kWork, "running"));
    QVERIFY(!scene.handset.world->guestFile(kWork, "/data/note").ok());
}

void ComplianceStepsTest::aWipeForSilenceIsUndoneByARestoreOnly() {
    DesiredState desired;
    desired.offlineSteps = {{"silent", ComplianceAction::Block, 60, ""}, {"silent", ComplianceAction::Wipe, 120, ""}};
    agent::PhoneRecord record;
    record.persona = "work";
    const base::Timestamp heard(std::chrono::hours(1000));
    record.steps = {{"silent", ComplianceAction::Block, heard + 60s, true}};
    const auto wipe = agent::dueStep(desired, record, {heard + 121s, heard, true});
    QVERIFY(wipe && wipe->action == ComplianceAction::Wipe);
    QVERIFY(!agent::dueStep(desired, record, {heard + 121s, heard, false}));
    const agent::ComplianceTimes now{heard + 300s, heard + 300s, true};
    QVERIFY(!agent::lapsed(*wipe, desired, record, now));
    record.data = agent::DataState::Erased;
    QVERIFY(!agent::lapsed(*wipe, desired, record, now));
    QVERIFY(agent::lapsed(record.steps.front(), desired, record, now));
    desired.origin = fleet::protocol::DataOrigin{base::RestorePointId("rp-1"), base::Digest::of("root"), false};
    QVERIFY(agent::lapsed(*wipe, desired, record, now));
}

void ComplianceStepsTest::aPersonalPhoneTakesNoSteps() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-personal", "personal");
    desired.steps = {{"encrypted", ComplianceAction::Block, handset.clock.now(), ""},
                     {"encrypted", ComplianceAction::Wipe, handset.clock.now() + 1min, ""}};
    handset.give(desired);
    const base::PhoneId personal("vp-personal");
    QVERIFY(handset.untilPhase(personal, "running"));
    handset.pass(10min);
    QCOMPARE(handset.observe(personal).state, RunState::Running);
    QVERIFY(handset.record(personal)->steps.empty());
}

void ComplianceStepsTest::anUpdateWaitsForTheBlockToEnd() {
    Scene scene;
    scene.ladder(0s, 1min, 100h);
    scene.handset.pass(2min);
    ++scene.desired.version;
    scene.desired.release = scene.handset.fleet.publish("1.1.0");
    scene.give();
    scene.handset.pass(5min);
    QCOMPARE(scene.run(), RunState::Paused);
    ++scene.desired.version;
    scene.desired.steps.clear();
    scene.give();
    QVERIFY(scene.handset.until([&] { return scene.report().release == "1.1.0" && scene.report().phase == "running"; }));
}

void ComplianceStepsTest::aPowerCutAtAnyWriteCompletesTheStepOrNeverBeganIt() {
    int cuts = 0;
    for (std::uint64_t step = 0; step < 120; ++step) {
        Scene scene;
        scene.ladder(1min, 2min, 3min);
        scene.handset.pass(1s);
        scene.handset.linkDown();
        scene.handset.files.cutPowerAfter(step);
        scene.handset.until([&] { return scene.handset.files.powerIsOut(); }, 5min);
        const bool cut = scene.handset.files.powerIsOut();
        cuts += cut ? 1 : 0;
        scene.handset.kill();
        scene.handset.files.restart(static_cast<unsigned>(step));
        QVERIFY2(scene.handset.start(false), scene.handset.startError.c_str());
        const auto names = scene.taken();
        const Names ladder{"warn", "block", "wipe"};
        QVERIFY(std::equal(names.begin(), names.end(), ladder.begin()));
        QVERIFY2(scene.hasKey() || names.size() == 3, "the key is gone without a wipe in the journal");
        scene.handset.pass(5min);
        QCOMPARE(scene.taken(), ladder);
        QVERIFY(!scene.hasKey());
        QCOMPARE(scene.handset.record(kWork)->data, agent::DataState::Erased);
        if (!cut) break;
    }
    qInfo("%d power cuts", cuts);
    QVERIFY(cuts > 8);
}

void ComplianceStepsTest::aWipeIsCompletedWhateverArrivesMeanwhile() {
    Scene scene;
    scene.ladder(0s, 1min, 2min);
    scene.handset.pass(90s);
    QCOMPARE(scene.taken(), (Names{"warn", "block"}));
    scene.handset.kill();
    auto record = *scene.handset.record(kWork);
    record.steps.push_back({"encrypted", ComplianceAction::Wipe, scene.handset.clock.now()});
    QVERIFY(scene.handset.files
                .writeFileAtomically("/state/phones/vp-work/journal.json", agent::writePhoneRecord(record), 0600)
                .ok());
    QVERIFY(scene.handset.files.remove("/state/phones/vp-work/data.key").ok());
    QVERIFY(scene.handset.start());
    ++scene.desired.version;
    scene.desired.steps.clear();
    scene.give();
    QVERIFY(scene.handset.untilPhase(kWork, "running"));
    QVERIFY(!scene.handset.world->guestFile(kWork, "/data/note").ok());
    QVERIFY(scene.hasKey());
}

QTEST_GUILESS_MAIN(ComplianceStepsTest)
#include "compliance_steps_test.moc"
