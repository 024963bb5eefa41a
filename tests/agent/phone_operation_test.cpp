// Operations: backup, restore from what a backup made, restart, exec; once each, whatever dies in between.
#include <QTest>
#include <nlohmann/json.hpp>

#include "images/chunk.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
const base::PhoneId kPersonal("vp-personal");

base::Json resultOf(TestHandset& handset, const std::string& id) {
    const auto* result = handset.fleet.result(base::OperationId(id));
    return result != nullptr && result->ok ? base::parseJson(result->result).value() : base::Json::object();
}

bool finished(TestHandset& handset, const std::string& id) {
    return handset.until([&] { return handset.fleet.result(base::OperationId(id)) != nullptr; }, 5min);
}

std::string codeOf(TestHandset& handset, const std::string& id) {
    const auto* result = handset.fleet.result(base::OperationId(id));
    return result == nullptr ? "none" : result->ok ? "ok" : result->code;
}

base::Json backUp(TestHandset& handset, const std::string& id) {
    handset.receive(handset.operation(id, "virtual_phone_backup", kWork));
    if (!finished(handset, id)) return {};
    return resultOf(handset, id);
}

void startWork(TestHandset& handset) {
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    QVERIFY(handset.untilPhase(kWork, "running"));
}

}  // namespace

class PhoneOperationTest : public QObject {
    Q_OBJECT
private slots:
    void aBackupMakesARestorePoint();
    void theNextBackupReadsOnlyWhatChanged();
    void anInvalidParentMeansAFullReadAndIsSaid();
    void aRestorePointComesBackOnAnotherHandset();
    void aPhoneThatWasRemovedComesBackFromARestorePoint();
    void anInterruptedRestoreBeginsAgain();
    void aTransferGoesOnWhenTheGatewayIsBack();
    void aBackupOfAPhoneThatEndsSaysSo();
    void aBackupThatFailsLeavesTheParentValid();
    void aBackupIsCancelled();
    void aCancelledBackupWaitsNoLongerForABusyGateway();
    void aBackupIsCancelledWhileItUploadsAndTheNextGoesOn();
    void anAgentKilledDuringABackupFinishesItAndTheNextIsRight();
    void theSameOperationTwiceIsDoneOnce();
    void aResultIsRepeatedUntilAcknowledged();
    void anExpiredOperationIsRefused();
    void anOperationForAPhoneThatIsNotHereIsRefused();
    void anUnknownKindIsRefused();
    void personalPhonesAreClosedToOperations_data();
    void personalPhonesAreClosedToOperations();
    void aProgramRunsInsideAWorkPhone();
    void aProgramsLongOutputIsCut();
    void aRestartStartsTheMachineAnew();
    void anOperationWaitsUntilThePhoneIsReady();
};

void PhoneOperationTest::aBackupMakesARestorePoint() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    const auto result = backUp(handset, "op-one");
    QCOMPARE(result.value("diskSize", 0), 16 * 1024 * 1024);
    QCOMPARE(result.value("incremental", true), false);
    QCOMPARE(result.value("consistency", ""), std::string("frozen"));
    QCOMPARE(result.value("release", ""), std::string("1.0.0"));
    QVERIFY(result.contains("guestPauseMs") && result.contains("takenAt"));
    QVERIFY(result.value("bytesUploaded", 0) > 0);
    const auto record = handset.record(kWork);
    QCOMPARE(record->checkpoint->root.hex(), result.value("root", ""));
    QCOMPARE(handset.observe(kWork).openCheckpoints, 0);
}

void PhoneOperationTest::theNextBackupReadsOnlyWhatChanged() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/big", std::string(4 * 1024 * 1024, 'b')).ok());
    const auto first = backUp(handset, "op-one");
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "second").ok());
    const auto second = backUp(handset, "op-two");
    QCOMPARE(second.value("incremental", false), true);
    QVERIFY(second.value("bytesRead", std::uint64_t{0}) <= 4 * images::kChunkSize);
    QVERIFY(second.value("bytesRead", 0) < first.value("bytesRead", 0));
    QVERIFY(second.value("root", "") != first.value("root", ""));
    QCOMPARE(handset.observe(kWork).checkpoints.size(), std::size_t{1});
}

void PhoneOperationTest::anInvalidParentMeansAFullReadAndIsSaid() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    backUp(handset, "op-one");
    handset.world->crashMachine(kWork);
    handset.clock.advance(1s);
    QVERIFY(handset.until([&] { return handset.observe(kWork).state == RunState::Running; }));
    const auto second = backUp(handset, "op-two");
    QCOMPARE(second.value("incremental", true), false);
    QVERIFY(handset.fleet.result(base::OperationId("op-two"))->message.find("the whole disk was read") !=
            std::string::npos);
    QVERIFY(!second.value("parentProblem", "").empty());
}

void PhoneOperationTest::aRestorePointComesBackOnAnotherHandset() {
    TestHandset first;
    startWork(first);
    QVERIFY(first.world->writeGuestFile(kWork, "/data/note", "precious").ok());
    const auto backup = backUp(first, "op-one");
    TestHandset second;
    second.fleet.phoneChunks = first.fleet.phoneChunks;
    QVERIFY(second.start());
    auto desired = second.wish("vp-work", "work");
    desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(backup.value("root", "")).value(), true};
    second.give(desired);
    QVERIFY(second.untilPhase(kWork, "running"));
    QCOMPARE(second.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
    second.kill();
    QVERIFY(second.world->writeGuestFile(kWork, "/data/note", "newer").ok());
    QVERIFY(second.start());
    second.pass(10s);
    QCOMPARE(second.world->guestFile(kWork, "/data/note").valueOr(""), std::string("newer"));
}

void PhoneOperationTest::aPhoneThatWasRemovedComesBackFromARestorePoint() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "as it was").ok());
    const auto point = backUp(handset, "op-one");
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "by mistake").ok());
    auto desired = handset.wish("vp-work", "work");
    desired.version = 2;
    desired.present = desired.running = false;
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "absent"));
    desired.version = 3;
    desired.present = desired.running = true;
    desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(point.value("root", "")).value(), false};
    handset.give(desired);
    QVERIFY(handset.untilPhase(kWork, "running"));
    QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("as it was"));
}

void PhoneOperationTest::anInterruptedRestoreBeginsAgain() {
    TestHandset first;
    startWork(first);
    QVERIFY(first.world->writeGuestFile(kWork, "/data/note", "precious").ok());
    const auto backup = backUp(first, "op-one");
    TestHandset second;
    second.fleet.phoneChunks = first.fleet.phoneChunks;
    QVERIFY(second.start());
    auto desired = second.wish("vp-work", "work");
    desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(backup.value("root", "")).value(), true};
    int transfers = 0;
    second.fleet.duringTransfer = [&] { second.fleet.bulkFails = ++transfers == 4; };
    second.give(desired);
    QVERIFY(second.untilPhase(kWork, "failed"));
    QCOMPARE(second.record(kWork)->data, agent::DataState::Preparing);
    second.kill();
    second.fleet.duringTransfer = {};
    second.fleet.bulkFails = false;
    QVERIFY(second.start());
    QVERIFY(second.untilPhase(kWork, "running"));
    QCOMPARE(second.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
}

void PhoneOperationTest::aTransferGoesOnWhenTheGatewayIsBack() {
    TestHandset first;
    startWork(first);
    QVERIFY(first.world->writeGuestFile(kWork, "/data/note", "precious").ok());
    first.timing.transferPauses = {1ms, 1ms};
    first.kill();
    QVERIFY(first.start());
    int transfers = 0;
    first.fleet.duringTransfer = [&] { first.fleet.bulkFails = ++transfers % 3 != 0; };
    const auto backup = backUp(first, "op-one");
    QCOMPARE(codeOf(first, "op-one"), std::string("ok"));
    QVERIFY(transfers >= 3);
    TestHandset second;
    second.fleet.phoneChunks = first.fleet.phoneChunks;
    second.timing.transferPauses = {1ms, 1ms};
    QVERIFY(second.start());
    auto desired = second.wish("vp-work", "work");
    desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(backup.value("root", "")).value(), true};
    transfers = 0;
    second.fleet.duringTransfer = [&] { second.fleet.bulkFails = ++transfers % 3 != 0; };
    second.give(desired);
    bool failed = false;
    QVERIFY(second.until([&] {
        failed = failed || second.record(kWork)->phase == "failed";
        return second.record(kWork)->phase == "running";
    }));
    QVERIFY(!failed);
    QCOMPARE(second.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
}

void PhoneOperationTest::aBackupOfAPhoneThatEndsSaysSo() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    handset.fleet.duringTransfer = [&] {
        handset.world->crashMachine(kWork);
        handset.fleet.bulkFails = true;
    };
    backUp(handset, "op-one");
    QCOMPARE(codeOf(handset, "op-one"), std::string("unavailable"));
    const auto message = handset.fleet.result(base::OperationId("op-one"))->message;
    QVERIFY2(message.find("ended while its disk was read") != std::string::npos, message.c_str());
    handset.fleet.duringTransfer = {};
    handset.fleet.bulkFails = false;
    handset.clock.advance(1s);
    QVERIFY(handset.until([&] { return handset.observe(kWork).state == RunState::Running; }));
    QVERIFY(!backUp(handset, "op-two").empty());
    QCOMPARE(codeOf(handset, "op-two"), std::string("ok"));
}

void PhoneOperationTest::aBackupThatFailsLeavesTheParentValid() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    backUp(handset, "op-one");
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "second").ok());
    handset.fleet.bulkFails = true;
    backUp(handset, "op-two");
    QCOMPARE(codeOf(handset, "op-two"), std::string("unavailable"));
    handset.fleet.bulkFails = false;
    const auto third = backUp(handset, "op-three");
    QCOMPARE(third.value("incremental", false), true);
    QCOMPARE(handset.observe(kWork).openCheckpoints, 0);
}

void PhoneOperationTest::aBackupIsCancelled() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    handset.give([&] {
        auto desired = handset.wish("vp-work", "work");
        desired.version = 2;
        desired.running = false;
        return desired;
    }());
    handset.receive(handset.operation("op-waiting", "virtual_phone_backup", kWork));
    handset.receive(fleet::protocol::OperationCancel{base::OperationId("op-waiting")});
    QVERIFY(finished(handset, "op-waiting"));
    QCOMPARE(codeOf(handset, "op-waiting"), std::string("cancelled"));
}

void PhoneOperationTest::aCancelledBackupWaitsNoLongerForABusyGateway() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    bool before = false, after = true;
    handset.fleet.duringTransfer = [&] {
        if (before) return;
        before = handset.fleet.wanted();
        handset.receive(fleet::protocol::OperationCancel{base::OperationId("op-one")});
        handset.agent->turn();  // as the loop does while a worker transfers
        after = handset.fleet.wanted();
    };
    backUp(handset, "op-one");
    QVERIFY(before && !after);
    QCOMPARE(codeOf(handset, "op-one"), std::string("cancelled"));
}

void PhoneOperationTest::aBackupIsCancelledWhileItUploadsAndTheNextGoesOn() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
    backUp(handset, "op-one");
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "second").ok());
    bool asked = false;
    handset.fleet.duringTransfer = [&] {
        if (std::exchange(asked, true)) return;
        handset.receive(fleet::protocol::OperationCancel{base::OperationId("op-two")});
        handset.agent->turn();  // hears it, as a loop does that is free while a worker works
    };
    handset.receive(handset.operation("op-two", "virtual_phone_backup", kWork));
    QVERIFY(finished(handset, "op-two"));
    QVERIFY(asked);
    QCOMPARE(codeOf(handset, "op-two"), std::string("cancelled"));
    QCOMPARE(handset.observe(kWork).openCheckpoints, 0);
    QCOMPARE(handset.observe(kWork).state, hypervisor::RunState::Running);
    const auto third = backUp(handset, "op-three");
    QCOMPARE(third.value("incremental", false), true);
    QVERIFY(third.at("bytesChanged").get<std::uint64_t>() > 0);
}

void PhoneOperationTest::anAgentKilledDuringABackupFinishesItAndTheNextIsRight() {
    int kills = 0;
    for (std::uint64_t steps = 0; steps < 100; ++steps) {
        TestHandset handset;
        startWork(handset);
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "first").ok());
        backUp(handset, "op-one");
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "second").ok());
        handset.clock.advance(1s);
        handset.files.cutPowerAfter(steps);
        const auto operation = handset.operation("op-two", "virtual_phone_backup", kWork);
        handset.receive(operation);
        handset.until(
            [&] { return handset.files.powerIsOut() || handset.fleet.result(operation.operation) != nullptr; }, 1min);
        const bool interrupted = handset.files.powerIsOut();
        kills += interrupted ? 1 : 0;
        handset.kill();
        handset.files.restart(static_cast<unsigned>(steps));
        QVERIFY2(handset.start(), handset.startError.c_str());
        handset.receive(operation);
        QVERIFY(finished(handset, "op-two"));
        QCOMPARE(handset.observe(kWork).openCheckpoints, 0);
        if (codeOf(handset, "op-two") != "ok") QVERIFY(!handset.fleet.result(operation.operation)->message.empty());
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/note", "third").ok());
        const auto third = backUp(handset, "op-three");
        QVERIFY(!third.value("root", "").empty());

        TestHandset other;
        other.fleet.phoneChunks = handset.fleet.phoneChunks;
        QVERIFY(other.start());
        auto desired = other.wish("vp-work", "work");
        desired.origin = {base::RestorePointId("rp"), base::Digest::fromHex(third.value("root", "")).value(), true};
        other.give(desired);
        QVERIFY(other.untilPhase(kWork, "running"));
        QCOMPARE(other.world->guestFile(kWork, "/data/note").valueOr(""), std::string("third"));
        if (!interrupted) break;
    }
    QVERIFY(kills > 3);
}

void PhoneOperationTest::theSameOperationTwiceIsDoneOnce() {
    TestHandset handset;
    startWork(handset);
    const auto operation = handset.operation("op-one", "virtual_phone_restart", kWork);
    handset.clock.advance(1s);
    handset.receive(operation);
    QVERIFY(finished(handset, "op-one"));
    QVERIFY(handset.untilPhase(kWork, "running"));
    const auto startedAt = handset.observe(kWork).startedAt;
    const auto results = [&] {
        return std::count_if(handset.fleet.sent.begin(), handset.fleet.sent.end(), [](const auto& message) {
            return std::holds_alternative<fleet::protocol::OperationResult>(message.body);
        });
    };
    const auto before = results();
    handset.clock.advance(1s);
    handset.receive(operation);
    handset.pass(5s);
    QCOMPARE(results(), before + 1);
    handset.kill();
    QVERIFY(handset.start());
    handset.receive(operation);
    handset.pass(5s);
    QCOMPARE(results(), before + 2);
    QCOMPARE(handset.observe(kWork).startedAt, startedAt);
}

void PhoneOperationTest::aResultIsRepeatedUntilAcknowledged() {
    TestHandset handset;
    startWork(handset);
    handset.fleet.acknowledges = false;
    backUp(handset, "op-one");
    const auto results = [&] {
        return std::count_if(handset.fleet.sent.begin(), handset.fleet.sent.end(), [](const auto& message) {
            return std::holds_alternative<fleet::protocol::OperationResult>(message.body);
        });
    };
    handset.pass(25s);
    QCOMPARE(results(), 3);
    handset.kill();
    handset.fleet.acknowledges = true;
    QVERIFY(handset.start());
    handset.pass(1min);
    QCOMPARE(results(), 4);
}

void PhoneOperationTest::anExpiredOperationIsRefused() {
    TestHandset handset;
    startWork(handset);
    auto operation = handset.operation("op-late", "virtual_phone_backup", kWork);
    operation.expiresAt = handset.clock.now() - 1s;
    handset.receive(operation);
    QVERIFY(finished(handset, "op-late"));
    QCOMPARE(codeOf(handset, "op-late"), std::string("timeout"));
}

void PhoneOperationTest::anOperationForAPhoneThatIsNotHereIsRefused() {
    TestHandset handset;
    startWork(handset);
    handset.receive(handset.operation("op-one", "virtual_phone_backup", base::PhoneId("vp-none")));
    QVERIFY(finished(handset, "op-one"));
    QCOMPARE(codeOf(handset, "op-one"), std::string("not_found"));
}

void PhoneOperationTest::anUnknownKindIsRefused() {
    TestHandset handset;
    startWork(handset);
    handset.receive(handset.operation("op-one", "virtual_phone_teleport", kWork));
    QVERIFY(finished(handset, "op-one"));
    QCOMPARE(codeOf(handset, "op-one"), std::string("invalid_input"));
}

void PhoneOperationTest::personalPhonesAreClosedToOperations_data() {
    QTest::addColumn<QString>("kind");
    for (const auto* kind :
         {"virtual_phone_backup", "virtual_phone_exec", "virtual_phone_restart", "virtual_phone_screenshot"})
        QTest::newRow(kind) << kind;
}

void PhoneOperationTest::personalPhonesAreClosedToOperations() {
    QFETCH(QString, kind);
    TestHandset handset;
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-personal", "personal"));
    QVERIFY(handset.untilPhase(kPersonal, "running"));
    const auto before = handset.observe(kPersonal);
    handset.receive(
        handset.operation("op-one", kind.toStdString(), kPersonal, R"({"command":["/bin/cat","/data/diary"]})"));
    QVERIFY(finished(handset, "op-one"));
    QCOMPARE(codeOf(handset, "op-one"), std::string("denied"));
    QCOMPARE(handset.observe(kPersonal).startedAt, before.startedAt);
    QVERIFY(handset.fleet.phoneChunks.blobs.empty());
}

void PhoneOperationTest::aProgramRunsInsideAWorkPhone() {
    TestHandset handset;
    startWork(handset);
    handset.receive(handset.operation("op-write", "virtual_phone_exec", kWork,
                                      R"({"command":["/bin/sh","-c","cat > /data/note"],"input":"hello"})"));
    QVERIFY(finished(handset, "op-write"));
    QCOMPARE(resultOf(handset, "op-write").value("exitCode", -1), 0);
    handset.receive(
        handset.operation("op-read", "virtual_phone_exec", kWork, R"({"command":["/bin/cat","/data/note"]})"));
    QVERIFY(finished(handset, "op-read"));
    QCOMPARE(resultOf(handset, "op-read").value("stdout", ""), std::string("hello"));
    handset.receive(handset.operation("op-bad", "virtual_phone_exec", kWork, R"({"command":["cat"]})"));
    QVERIFY(finished(handset, "op-bad"));
    QCOMPARE(codeOf(handset, "op-bad"), std::string("invalid_input"));
}

void PhoneOperationTest::aProgramsLongOutputIsCut() {
    TestHandset handset;
    startWork(handset);
    QVERIFY(handset.world->writeGuestFile(kWork, "/data/noise", std::string(200'000, '\x01')).ok());
    handset.receive(
        handset.operation("op-read", "virtual_phone_exec", kWork, R"({"command":["/bin/cat","/data/noise"]})"));
    QVERIFY(finished(handset, "op-read"));
    const auto result = resultOf(handset, "op-read");
    QCOMPARE(result.value("truncated", false), true);
    QVERIFY(result.value("stdout", "").size() > 1000);
    for (const auto& message : handset.fleet.sent)
        QVERIFY(fleet::protocol::writeMessage(message).size() <= fleet::protocol::kLongestMessage);
}

void PhoneOperationTest::aRestartStartsTheMachineAnew() {
    TestHandset handset;
    startWork(handset);
    const auto before = handset.observe(kWork).startedAt;
    handset.clock.advance(1s);
    handset.receive(handset.operation("op-one", "virtual_phone_restart", kWork));
    QVERIFY(finished(handset, "op-one"));
    QCOMPARE(codeOf(handset, "op-one"), std::string("ok"));
    QVERIFY(handset.observe(kWork).startedAt > before);
    QVERIFY(handset.untilPhase(kWork, "running"));
}

void PhoneOperationTest::anOperationWaitsUntilThePhoneIsReady() {
    TestHandset handset;
    hypervisor::SimulatorFaults faults;
    faults.bootTime = 30s;
    handset.world->setFaults(kWork, faults);
    QVERIFY(handset.start());
    handset.give(handset.wish("vp-work", "work"));
    handset.receive(handset.operation("op-one", "virtual_phone_backup", kWork));
    handset.pass(20s);
    QVERIFY(handset.fleet.result(base::OperationId("op-one")) == nullptr);
    QVERIFY(finished(handset, "op-one"));
    QCOMPARE(codeOf(handset, "op-one"), std::string("ok"));
}

QTEST_GUILESS_MAIN(PhoneOperationTest)
#include "phone_operation_test.moc"
