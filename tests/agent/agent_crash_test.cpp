// The agent is killed at every write of its state, in the middle of creating, updating and returning from a release; a
// fresh agent over what is left finishes the job.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {
const base::PhoneId kWork("vp-work");
}

class AgentCrashTest : public QObject {
    Q_OBJECT
private slots:
    void aPowerCutWhileAPhoneIsCreated();
    void aPowerCutWhileAPhoneIsUpdated_data();
    void aPowerCutWhileAPhoneIsUpdated();
    void aPowerCutWhileAPhoneIsRemovedToBeRestored();
    void aFailedWriteIsMendedWithoutARestart();
    void aHypervisorThatDiesAtAnyCallIsSurvived();

private:
    /// Begins `what`, cuts the power after `steps` writes, restarts; returns whether the cut came before `reached`.
    static bool interrupt(TestHandset& handset, std::uint64_t steps, const std::function<void()>& what,
                          const std::function<bool()>& reached);
};

bool AgentCrashTest::interrupt(TestHandset& handset, std::uint64_t steps, const std::function<void()>& what,
                               const std::function<bool()>& reached) {
    handset.files.cutPowerAfter(steps);
    what();
    handset.until([&] { return handset.files.powerIsOut() || reached(); }, 10min);
    const bool interrupted = handset.files.powerIsOut();
    handset.kill();
    handset.files.restart(static_cast<unsigned>(steps));
    if (!handset.start()) qFatal("the agent does not start again: %s", handset.startError.c_str());
    return interrupted;
}

void AgentCrashTest::aPowerCutWhileAPhoneIsCreated() {
    int kills = 0;
    for (std::uint64_t steps = 0; steps < 400; ++steps) {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.agent->turn();
        const auto desired = handset.wish("vp-work", "work");
        const auto reached = [&] {
            const auto* report = handset.fleet.report(kWork);
            return report != nullptr && report->phase == "running";
        };
        const bool interrupted = interrupt(
            handset, steps, [&] { handset.give(desired); }, reached);
        handset.give(desired);
        QVERIFY2(handset.untilPhase(kWork, "running"), std::to_string(steps).c_str());
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "works").ok());
        kills += interrupted ? 1 : 0;
        if (!interrupted) break;
    }
    qInfo("%d power cuts", kills);
    QVERIFY(kills > 10);
}

void AgentCrashTest::aPowerCutWhileAPhoneIsUpdated_data() {
    QTest::addColumn<bool>("broken");
    QTest::newRow("to a good release") << false;
    QTest::newRow("to one that does not boot") << true;
}

void AgentCrashTest::aPowerCutWhileAPhoneIsUpdated() {
    QFETCH(bool, broken);
    int kills = 0;
    for (std::uint64_t steps = 0; steps < 400; ++steps) {
        TestHandset handset;
        handset.timing.bootDeadline = 5s;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "kept").ok());
        desired.version = 2;
        desired.release = handset.fleet.publish("1.1.0", broken);
        const auto settled = [&] {
            const auto* report = handset.fleet.report(kWork);
            if (report == nullptr || report->desiredVersion != 2 || report->phase != "running") return false;
            return broken ? report->rejected.has_value() && report->release == "1.0.0" : report->release == "1.1.0";
        };
        const bool interrupted = interrupt(
            handset, steps, [&] { handset.give(desired); }, settled);
        handset.give(desired);
        QVERIFY2(handset.until(settled, 5min), std::to_string(steps).c_str());
        QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
        kills += interrupted ? 1 : 0;
        if (!interrupted) break;
    }
    qInfo("%d power cuts", kills);
    QVERIFY(kills > 10);
}

void AgentCrashTest::aPowerCutWhileAPhoneIsRemovedToBeRestored() {
    int kills = 0;
    for (std::uint64_t steps = 0; steps < 400; ++steps) {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "as it was").ok());
        handset.receive(handset.operation("op-one", "virtual_phone_backup", kWork));
        const base::OperationId backup("op-one");
        QVERIFY(handset.until([&] { return handset.fleet.result(backup) != nullptr; }));
        const auto point = base::parseJson(handset.fleet.result(backup)->result).value();
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "by mistake").ok());
        desired.version = 2;
        desired.present = desired.running = false;
        const auto absent = [&] { return handset.fleet.report(kWork)->phase == "absent"; };
        const bool interrupted = interrupt(handset, steps, [&] { handset.give(desired); }, absent);
        handset.give(desired);
        QVERIFY2(handset.untilPhase(kWork, "absent"), std::to_string(steps).c_str());
        desired.version = 3;
        desired.present = desired.running = true;
        desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(point.value("root", "")).value(), false};
        handset.give(desired);
        QVERIFY2(handset.untilPhase(kWork, "running"), std::to_string(steps).c_str());
        QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("as it was"));
        kills += interrupted ? 1 : 0;
        if (!interrupted) break;
    }
    qInfo("%d power cuts", kills);
    QVERIFY(kills > 3);
}

void AgentCrashTest::aFailedWriteIsMendedWithoutARestart() {
    for (std::uint64_t steps = 0; steps < 60; ++steps) {
        TestHandset handset;
        QVERIFY(handset.start());
        handset.agent->turn();
        const auto desired = handset.wish("vp-work", "work");
        handset.files.failAfter(steps, {base::ErrorCode::Unavailable, "no space left on device"});
        handset.give(desired);
        QVERIFY2(handset.untilPhase(kWork, "running"), std::to_string(steps).c_str());
    }
}

void AgentCrashTest::aHypervisorThatDiesAtAnyCallIsSurvived() {
    for (int call = 1; call < 40; ++call) {
        TestHandset handset;
        QVERIFY(handset.start());
        auto desired = handset.wish("vp-work", "work");
        handset.give(desired);
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "kept").ok());
        hypervisor::SimulatorFaults faults;
        faults.diesAtCall = call;
        handset.world->setFaults(kWork, faults);
        desired.version = 2;
        desired.release = handset.fleet.publish("1.1.0");
        handset.give(desired);
        QVERIFY2(handset.until(
                     [&] {
                         const auto* report = handset.fleet.report(kWork);
                         return report->phase == "running" && report->desiredVersion == 2 &&
                                (report->release == "1.1.0" || report->rejected);
                     },
                     10min),
                 std::to_string(call).c_str());
        QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("kept"));
    }
}

QTEST_GUILESS_MAIN(AgentCrashTest)
#include "agent_crash_test.moc"
