// From a desired state to a phone that runs: every way there, with a simulated hypervisor.
#include <QTest>
#include <nlohmann/json.hpp>

#include "agent/control_mapping.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {
const base::PhoneId kWork("vp-work");
const base::PhoneId kPersonal("vp-personal");
}  // namespace

class ReconcileTest : public QObject {
    Q_OBJECT
private slots:
    void aNewPhoneIsStagedCreatedStartedAndProved();
    void twoPhonesRunBesideEachOther();
    void policyIsInForceBeforeTheFirstInstruction();
    void policyChangesOnARunningPhoneAtOnce();
    void aPortTheGuestHoldsIsRetried();
    void aPolicyThatCannotBeReadLeavesTheOldOneInForce();
    void stoppedMeansStoppedAndStartsAgain();
    void aRestartedAgentDoesNotDisturbARunningPhone();
    void aCrashedMachineIsStartedAgain();
    void anUpdateSwitchesSlotsAndKeepsTheData();
    void aReleaseThatDoesNotBootIsReturnedFrom();
    void aReleaseThatNamesItselfWronglyIsReturnedFrom();
    void aRejectedReleaseIsTriedAgainOnceForEachNewDocument();
    void aSupersededReleaseIsRemovedFromTheDisk();
    void anUnsignedReleaseIsNotStaged();
    void aReleaseOfAnotherNameIsNotStaged();
    void whatFailsIsTriedAgainWhenTheGatewayIsBack();
    void aFullDiskIsReportedAndMendsItself();
    void stoppedPhonesWaitForTheGatewayFirst();
    void anOfflineHandsetStartsItsPhonesAfterAWhile();
    void aLeaseThatEndsSuspendsAndResumes();
    void aLeaseSurvivesTheAgentsRestart();
    void aPersonalPhoneHasNoLease();
    void aRemovedWorkPhoneIsErased();
    void aPersonalPhoneIsNeverRemoved();
    void refusedDocumentsAreReportedAndChangeNothing();
    void reportsAreRepeatedUntilAcknowledged();
    void reportsAreNotSentTooOften();
};

void ReconcileTest::aNewPhoneIsStagedCreatedStartedAndProved() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto* report = handset.fleet.report(kWork);
    QCOMPARE(report->desiredVersion, std::int64_t{1});
    QCOMPARE(report->release, std::string("1.0.0"));
    QCOMPARE(report->runState, std::string("running"));
    QVERIFY(report->proved.has_value());
    QCOMPARE(report->proved->release, std::string("1.0.0"));
    QVERIFY(!report->controls.empty());
    for (const auto& control : report->controls) QCOMPARE(control.outcome, std::string("applied"));
    QVERIFY(handset.files.exists("/state/phones/vp-work/data.key"));
    QCOMPARE(handset.files.modeOf("/state/phones/vp-work/data.key"), 0600U);
}

void ReconcileTest::twoPhonesRunBesideEachOther() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    handset.give(handset.wish("vp-personal", "personal"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    QCOMPARE(handset.record(kWork)->networkIndex, 0U);
    QCOMPARE(handset.record(kPersonal)->networkIndex, 1U);
    QCOMPARE(handset.files.list("/state/releases")->size(), std::size_t{1});
}

void ReconcileTest::policyIsInForceBeforeTheFirstInstruction() {
    TestHandset handset;
    handset.world->setFaults(kWork, [] {
        hypervisor::SimulatorFaults faults;
        faults.bootTime = 20s;
        return faults;
    }());
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = {{"network.allowed", false}, {"camera.allowed", false}};
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.world->controlsOf(kWork).has_value(); }));
    QVERIFY(!handset.world->controlsOf(kWork)->networkLink);
    QVERIFY(!handset.world->controlsOf(kWork)->ports.at(agent::kCameraPort));
    QCOMPARE(handset.fleet.report(kWork) == nullptr || !handset.fleet.report(kWork)->proved, true);
    QVERIFY(handset.untilPhase(kWork, "running"));
}

void ReconcileTest::policyChangesOnARunningPhoneAtOnce() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    handset.give(handset.wish("vp-personal", "personal"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    const auto startedAt = handset.observe(kWork).startedAt;
    const auto personalBefore = *handset.world->controlsOf(kPersonal);
    desired.version = 2;
    desired.settings = {{"network.bandwidthLimit", std::int64_t{2000}}, {"crossProfile.channelAllowed", false}};
    handset.give(desired);
    handset.agent->turn();
    const auto controls = *handset.world->controlsOf(kWork);
    QCOMPARE(controls.networkKilobitsPerSecond.value(), 2000U);
    QVERIFY(!controls.ports.at(agent::kChannelPort));
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->desiredVersion == 2; }));
    QCOMPARE(handset.observe(kWork).startedAt, startedAt);
    QVERIFY(*handset.world->controlsOf(kPersonal) == personalBefore);
    handset.world->crashMachine(kPersonal);
    QVERIFY(handset.until([&] { return handset.world->controlsOf(kPersonal).has_value(); }));
}

void ReconcileTest::aPortTheGuestHoldsIsRetried() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    hypervisor::SimulatorFaults faults;
    faults.unplugRefused = true;
    handset.world->setFaults(kWork, faults);
    desired.version = 2;
    desired.settings = {{"camera.allowed", false}};
    handset.give(desired);
    const auto outcome = [&] {
        for (const auto& control : handset.fleet.report(kWork)->controls)
            if (control.control == std::string("port.") + agent::kCameraPort) return control.outcome;
        return std::string();
    };
    QVERIFY(handset.until([&] { return outcome() == "pending_guest"; }));
    handset.world->setFaults(kWork, {});
    QVERIFY(handset.until([&] { return outcome() == "applied"; }, 5s));
}

void ReconcileTest::aPolicyThatCannotBeReadLeavesTheOldOneInForce() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.settings = {{"network.allowed", false}};
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    desired.version = 2;
    desired.settings = {{"network.allowed", std::string("yes")}};
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "failed"));
    QVERIFY(handset.fleet.report(kWork)->detail.find("network.allowed") != std::string::npos);
    QVERIFY(!handset.world->controlsOf(kWork)->networkLink);
}

void ReconcileTest::stoppedMeansStoppedAndStartsAgain() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "kept").ok());
    desired.version = 2;
    desired.running = false;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "stopped"));
    QVERIFY(handset.until([&] { return handset.observe(kWork).state == RunState::Stopped; }));
    handset.pass(30s);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    desired.version = 3;
    desired.running = true;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
}

void ReconcileTest::aRestartedAgentDoesNotDisturbARunningPhone() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto before = handset.observe(kWork);
    handset.kill();
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
    handset.clock.advance(1h);
    QVERIFY(handset.start());
    handset.agent->turn();
    const auto* report = handset.fleet.report(kWork);
    QCOMPARE(report->phase, std::string("running"));
    QCOMPARE(report->startedAt, before.startedAt);
    handset.pass(10s);
    QCOMPARE(handset.observe(kWork).startedAt, before.startedAt);
    QCOMPARE(handset.observe(kWork).processId, before.processId);
}

void ReconcileTest::aCrashedMachineIsStartedAgain() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto before = handset.observe(kWork);
    handset.clock.advance(1s);
    handset.world->crashMachine(kWork);
    QVERIFY(handset.until([&] {
        const auto* report = handset.fleet.report(kWork);
        return report->phase == "running" && report->startedAt > before.startedAt &&
               report->proved->at >= *report->startedAt;
    }));
}

void ReconcileTest::anUpdateSwitchesSlotsAndKeepsTheData() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "kept").ok());
    const auto fetchedBefore = handset.fleet.releaseChunks.blobsFetched;
    desired.version = 2;
    desired.release = handset.fleet.publish("1.1.0");
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->release == "1.1.0"; }));
    QVERIFY(handset.untilPhase(kWork, "running"));
    QCOMPARE(handset.fleet.report(kWork)->proved->release, std::string("1.1.0"));
    QVERIFY(!handset.fleet.report(kWork)->rejected);
    QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
    QCOMPARE(handset.fleet.releaseChunks.blobsFetched - fetchedBefore, std::uint64_t{1});
    QCOMPARE(handset.record(kWork)->active.value(), agent::Slot::B);
}

void ReconcileTest::aReleaseThatDoesNotBootIsReturnedFrom() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "kept").ok());
    desired.version = 2;
    desired.release = handset.fleet.publish("1.2.0", true);
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "updating"));
    const auto beganAt = handset.clock.monotonic();
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.clock.monotonic() - beganAt >= handset.timing.bootDeadline);
    const auto* report = handset.fleet.report(kWork);
    QVERIFY(report->rejected.has_value());
    QCOMPARE(report->rejected->version, std::string("1.2.0"));
    QCOMPARE(report->rejected->fellBackTo, std::string("1.0.0"));
    QVERIFY(!report->rejected->reason.empty());
    QCOMPARE(report->release, std::string("1.0.0"));
    QCOMPARE(report->proved->release, std::string("1.0.0"));
    QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
    const auto startedAt = handset.observe(kWork).startedAt;
    handset.pass(10min);
    QCOMPARE(handset.observe(kWork).startedAt, startedAt);
}

void ReconcileTest::aReleaseThatNamesItselfWronglyIsReturnedFrom() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    desired.version = 2;
    desired.release = handset.fleet.publishLiar("1.3.0", "0.1.0");
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->rejected.has_value(); }, 1min));
    QVERIFY(handset.fleet.report(kWork)->rejected->reason.find("0.1.0") != std::string::npos);
    QVERIFY(handset.untilPhase(kWork, "running"));
}

void ReconcileTest::aRejectedReleaseIsTriedAgainOnceForEachNewDocument() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    desired.release = handset.fleet.publishLiar("1.3.0", "0.1.0");
    for (desired.version = 2; desired.version < 4; ++desired.version) {
        const auto startedAt = handset.observe(kWork).startedAt;
        handset.clock.advance(1s);
        handset.give(desired);
        QVERIFY(handset.until([&] {
            const auto record = handset.record(kWork);
            return record->rejection && record->rejection->documentVersion == desired.version && !record->change;
        }));
        QVERIFY(handset.observe(kWork).startedAt > startedAt);
        const auto settled = handset.observe(kWork).startedAt;
        handset.pass(5min);
        QCOMPARE(handset.observe(kWork).startedAt, settled);
    }
    desired.release = handset.fleet.publish("1.4.0");
    handset.give(desired);
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->release == "1.4.0"; }));
    QVERIFY(handset.until([&] { return !handset.fleet.report(kWork)->rejected; }));
}

void ReconcileTest::aSupersededReleaseIsRemovedFromTheDisk() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    for (const auto* version : {"1.1.0", "1.2.0", "1.3.0"}) {
        ++desired.version;
        desired.release = handset.fleet.publish(version);
        handset.give(desired);
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->release == version; }));
    }
    QVERIFY(handset.untilPhase(kWork, "running"));
    handset.pass(1s);
    QCOMPARE(handset.files.list("/state/releases")->size(), std::size_t{2});
}

void ReconcileTest::anUnsignedReleaseIsNotStaged() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    auto& manifest = handset.fleet.manifests.at(desired.release.manifest);
    manifest.signature =
        images::sign(images::createSigningKeyPair().privateKey, images::kReleaseContext, manifest.bytes);
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "failed"));
    QVERIFY(!handset.files.exists(agent::StateLayout("/state").release(desired.release.manifest)));
    handset.pass(5min);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
}

void ReconcileTest::aReleaseOfAnotherNameIsNotStaged() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.release.version = "9.9.9";
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "failed"));
    QVERIFY(handset.fleet.report(kWork)->detail.find("9.9.9") != std::string::npos);
}

void ReconcileTest::whatFailsIsTriedAgainWhenTheGatewayIsBack() {
    TestHandset handset;
    handset.fleet.bulkFails = true;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "failed"));
    handset.pass(20min);
    handset.fleet.bulkFails = false;
    handset.linkDown();
    handset.linkUp();
    const auto backAt = handset.clock.monotonic();
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(handset.clock.monotonic() - backAt < 5s);
}

void ReconcileTest::aFullDiskIsReportedAndMendsItself() {
    TestHandset handset;
    handset.fleet.bulkFails = true;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "failed"));
    handset.files.setCapacity(1);
    handset.fleet.bulkFails = false;
    QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->detail.find("space") != std::string::npos; }));
    QCOMPARE(handset.fleet.report(kWork)->phase, std::string("failed"));
    handset.files.setCapacity(1'000'000'000);
    QVERIFY(handset.untilPhase(kWork, "running"));
}

void ReconcileTest::stoppedPhonesWaitForTheGatewayFirst() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    handset.kill();
    handset.world->crashMachine(kWork);
    QVERIFY(handset.start(false));
    handset.pass(2s);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    handset.linkUp();
    handset.pass(200ms);
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
}

void ReconcileTest::anOfflineHandsetStartsItsPhonesAfterAWhile() {
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    handset.kill();
    handset.world->crashMachine(kWork);
    QVERIFY(handset.start(false));
    handset.pass(4s);
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
}

void ReconcileTest::aLeaseThatEndsSuspendsAndResumes() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.leaseSeconds = 3600;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto startedAt = handset.observe(kWork).startedAt;
    handset.linkDown();
    handset.pass(50min);
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
    handset.pass(11min);
    QCOMPARE(handset.observe(kWork).state, RunState::Paused);
    handset.linkUp();
    QVERIFY(handset.untilPhase(kWork, "running"));
    QCOMPARE(handset.observe(kWork).state, RunState::Running);
    QCOMPARE(handset.observe(kWork).startedAt, startedAt);
}

void ReconcileTest::aLeaseSurvivesTheAgentsRestart() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.leaseSeconds = 3600;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    handset.kill();
    handset.world->crashMachine(kWork);
    handset.clock.advance(2h);
    QVERIFY(handset.start(false));
    handset.pass(1min);
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    handset.linkUp();
    QVERIFY(handset.untilPhase(kWork, "running"));
}

void ReconcileTest::aPersonalPhoneHasNoLease() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-personal", "personal");
    desired.leaseSeconds = 60;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    handset.linkDown();
    handset.pass(10min);
    QCOMPARE(handset.observe(kPersonal).state, RunState::Running);
}

void ReconcileTest::aRemovedWorkPhoneIsErased() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    desired.version = 2;
    desired.present = false;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "absent"));
    QVERIFY(!handset.files.exists("/state/phones/vp-work/data.key"));
    QCOMPARE(handset.observe(kWork).state, RunState::Stopped);
    handset.pass(1s);
    QCOMPARE(handset.files.list("/state/releases")->size(), std::size_t{0});
    desired.version = 3;
    desired.present = true;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QVERIFY(!handset.world->guestFile(kWork, "/data/note").ok());
}

void ReconcileTest::aPersonalPhoneIsNeverRemoved() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-personal", "personal");
    handset.give(desired);
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    QVERIFY(handset.world->writeGuestFile(kPersonal, "/data/diary", "mine").ok());
    for (const auto* persona : {"personal", "work"}) {
        ++desired.version;
        desired.present = false;
        desired.persona = persona;
        handset.give(desired);
        handset.pass(10s);
        QCOMPARE(handset.world->guestFile(kPersonal, "/data/diary").valueOr(""), std::string("mine"));
        QVERIFY(handset.fleet.report(kPersonal)->detail.find("refused") != std::string::npos);
    }
    handset.kill();
    QVERIFY(handset.start());
    handset.pass(10s);
    QCOMPARE(handset.world->guestFile(kPersonal, "/data/diary").valueOr(""), std::string("mine"));
}

void ReconcileTest::refusedDocumentsAreReportedAndChangeNothing() {
    TestHandset handset;
    QVERIFY(handset.start());
    auto desired = handset.wish("vp-work", "work");
    desired.version = 7;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    auto older = desired;
    older.version = 6;
    older.running = false;
    auto foreign = desired;
    foreign.version = 8;
    foreign.handset = base::HandsetId("hs-two");
    foreign.running = false;
    auto flipped = handset.fleet.signedDesired(desired);
    flipped.document[flipped.document.find("1.0.0")] = '2';
    desired.version = 20;
    for (const auto& bad : {handset.fleet.signedDesired(older), handset.fleet.signedDesired(foreign), flipped}) {
        const auto document = handset.record(kWork)->document;
        handset.receive(bad);
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->detail.find("refused") != std::string::npos; },
                              10s));
        QCOMPARE(handset.record(kWork)->document, document);
        QCOMPARE(handset.observe(kWork).state, RunState::Running);
        ++desired.version;
        handset.give(desired);
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->detail.empty(); }, 10s));
    }
}

void ReconcileTest::reportsAreRepeatedUntilAcknowledged() {
    TestHandset handset;
    handset.fleet.acknowledges = false;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto reports = [&] {
        return std::count_if(handset.fleet.sent.begin(), handset.fleet.sent.end(), [](const auto& message) {
            return std::holds_alternative<fleet::protocol::Report>(message.body);
        });
    };
    const auto before = reports();
    handset.pass(35s);
    QVERIFY(reports() >= before + 3);
    handset.fleet.acknowledges = true;
    handset.pass(15s);
    const auto after = reports();
    handset.pass(10min);
    QCOMPARE(reports(), after);
}

void ReconcileTest::reportsAreNotSentTooOften() {
    TestHandset handset;
    QVERIFY(handset.start());
    const auto beganAt = handset.clock.monotonic();
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    handset.pass(2s);
    const auto seconds = static_cast<double>((handset.clock.monotonic() - beganAt).count()) / 1000.0;
    const auto reports = std::count_if(handset.fleet.sent.begin(), handset.fleet.sent.end(), [](const auto& message) {
        return std::holds_alternative<fleet::protocol::Report>(message.body);
    });
    QVERIFY(static_cast<double>(reports) <= 4.0 * seconds + 1.0);
}

QTEST_GUILESS_MAIN(ReconcileTest)
#include "reconcile_test.moc"
