// A phone that comes from a restore point runs before its data is on the handset, and ends with all of it there, whatever
// dies or goes away meanwhile.
#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using hypervisor::RunState;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");

const fleet::protocol::OperationResult* awaitResult(TestHandset& handset, const std::string& id) {
    handset.until([&] { return handset.fleet.result(base::OperationId(id)) != nullptr; });
    return handset.fleet.result(base::OperationId(id));
}

/// A store with the restore point of a phone whose data holds a note and 6 MiB more.
struct Store {
    fakes::MemoryChunks chunks;
    base::Digest root;

    Store() {
        TestHandset handset;
        if (!handset.start()) qFatal("no agent");
        handset.give(handset.wish("vp-work", "work"));
        handset.untilPhase(kWork, "running");
        (void)handset.world->writeGuestFile(kWork, "/data/large", std::string(6 * 1024 * 1024, 'l'));
        (void)handset.world->writeGuestFile(kWork, "/data/note", "precious");
        handset.receive(handset.operation("op-first", "virtual_phone_backup", kWork));
        const auto* result = awaitResult(handset, "op-first");
        if (result == nullptr || !result->ok) qFatal("no backup");
        root = base::Digest::fromHex(base::parseJson(result->result)->value("root", "")).value();
        chunks = handset.fleet.phoneChunks;
    }
};

const Store& store() {
    static const Store store;
    return store;
}

}  // namespace

class InstantRestoreTest : public QObject {
    Q_OBJECT

private slots:
    void phoneRunsAtOnceAndItsDataComesBehindIt() {
        TestHandset handset;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.record(kWork)->remoteRoot == store().root);
        QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
        const auto* report = handset.fleet.report(kWork);
        QVERIFY2(report->detail.find("% local") != std::string::npos, report->detail.c_str());
        QVERIFY(report->proved.has_value());
        QVERIFY(wholeInTheEnd(handset));
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->detail.empty(); }));
        handset.fleet.bulkFails = true;
        QCOMPARE(handset.world->guestFile(kWork, "/data/large").valueOr(""), std::string(6 * 1024 * 1024, 'l'));
        QVERIFY(!handset.files.exists("/state/phones/vp-work/chunks.cache"));
    }

    void handsetSaysWhetherTheDataIsAllThere() {
        TestHandset handset;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        QCOMPARE(handset.fleet.report(kWork)->data, std::string("remote"));
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->data == "whole"; }));
        QVERIFY(!handset.record(kWork)->remoteRoot);
        handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("wo-1", {kWork})));
        QVERIFY(handset.until([&] { return handset.record(kWork)->data == agent::DataState::Erased; }));
        handset.linkUp();
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->phase == "wiped"; }));
        QCOMPARE(handset.fleet.report(kWork)->data, std::string());
    }

    void onceToldTheDataIsAllThereWhateverIsCutThen() {
        int told = 0;
        for (std::uint64_t steps = 0; steps < 400; ++steps) {
            TestHandset handset;
            begin(handset);
            QVERIFY(handset.untilPhase(kWork, "running"));
            handset.files.cutPowerAfter(steps);
            handset.until([&] { return handset.files.powerIsOut() || isWhole(handset); }, 2min);
            handset.until([&] { return handset.files.powerIsOut(); }, 10s);
            const bool interrupted = handset.files.powerIsOut();
            const bool said = handset.fleet.report(kWork)->data == "whole";
            handset.kill();
            handset.files.restart(static_cast<unsigned>(steps));
            if (said) handset.fleet.phoneChunks = {};  // pruned
            QVERIFY2(handset.start(), handset.startError.c_str());
            QVERIFY2(wholeInTheEnd(handset), std::to_string(steps).c_str());
            told += said ? 1 : 0;
            if (!interrupted) break;
        }
        QVERIFY(told > 0);
    }

    void diskMayBeLargerThanTheOneThatWasBackedUp() {
        TestHandset handset;
        begin(handset, [](auto& desired) { desired.dataSize = base::mebibytes(48); });
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.world->writeGuestFile(kWork, "/data/more", std::string(20 * 1024 * 1024, 'm')).ok());
        QVERIFY(wholeInTheEnd(handset));
        QCOMPARE(handset.world->guestFile(kWork, "/data/note").valueOr(""), std::string("precious"));
    }

    void fleetThatWantsAllDataFirstGetsIt() {
        TestHandset handset;
        begin(handset, [](auto& desired) { desired.origin->whole = true; });
        bool remote = false;
        QVERIFY(handset.until([&] {
            const auto record = handset.record(kWork);
            remote = remote || (record && record->remoteRoot);
            return record && record->phase == "running";
        }));
        QVERIFY(!remote);
    }

    void restartedAgentConnectsTheDataAgain() {
        TestHandset handset;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        const auto before = handset.observe(kWork).startedAt;
        handset.kill();
        QVERIFY(!handset.world->guestFile(kWork, "/data/large").ok());
        QVERIFY(handset.start());
        QVERIFY(wholeInTheEnd(handset));
        QVERIFY(handset.observe(kWork).startedAt == before);
    }

    void lostNetworkIsWaitedFor() {
        TestHandset handset;
        handset.timing.fetching.patience = 50ms;
        handset.timing.fetching.shortestPause = 5ms;
        handset.timing.fetching.longestPause = 10ms;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.fleet.bulkFails = true;
        handset.pass(5s);
        QVERIFY(handset.record(kWork)->remoteRoot.has_value());
        QCOMPARE(handset.observe(kWork).state, RunState::Running);
        QVERIFY(handset.until([&] { return handset.fleet.report(kWork)->detail.find("when the gateway can be reached") != std::string::npos; }));
        handset.fleet.bulkFails = false;
        const bool whole = handset.until([&] { return isWhole(handset); });
        QVERIFY2(whole, (handset.record(kWork)->phase + ": " + handset.record(kWork)->detail).c_str());
        QVERIFY(wholeInTheEnd(handset));
    }

    void backupWaitsUntilTheDiskIsWhole() {
        TestHandset handset;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.receive(handset.operation("op-early", "virtual_phone_backup", kWork));
        handset.agent->turn();
        QVERIFY(handset.fleet.result(base::OperationId("op-early")) == nullptr);
        const auto* result = awaitResult(handset, "op-early");
        QVERIFY(result != nullptr);
        QVERIFY2(result->ok, result->message.c_str());
        QVERIFY(!handset.record(kWork)->remoteRoot);
    }

    void phoneThatIsBeingFilledCanBeWiped() {
        TestHandset handset;
        begin(handset);
        QVERIFY(handset.untilPhase(kWork, "running"));
        handset.agent->refused(handset.fleet.refusalWithOrder(handset.order("wo-1", {kWork})));
        QVERIFY(handset.until([&] { return handset.record(kWork)->data == agent::DataState::Erased; }));
        QVERIFY(!handset.record(kWork)->remoteRoot);
        QVERIFY(!handset.files.exists("/state/phones/vp-work/chunks.cache"));
    }

    void whatBootingReadIsToldToTheFleetAndFetchedFirstNextTime() {
        images::ChunkNumbers list;
        {
            TestHandset handset;
            QVERIFY(bootsAndReads(handset));
            QVERIFY(handset.record(kWork)->bootListDue);
            QVERIFY(handset.until([&] { return !handset.record(kWork)->bootListDue; }));
            QVERIFY(handset.record(kWork)->remoteRoot);
            const std::lock_guard lock(handset.fleet.transfers);
            list = handset.fleet.bootLists[kWork];
            QVERIFY(!list.empty());
            QVERIFY2(list.size() < 12, "the 6 MiB that nobody read are not in it");
        }
        TestHandset handset;
        const auto bulk = handset.fleet.bulk()().value();
        const auto unread = images::ChunkCodec(bulk->fetchPhoneKeys(kWork).value()).idOf(base::Bytes(images::kChunkSize, 'l'));
        const auto fetched = [&] {
            const std::lock_guard lock(handset.fleet.transfers);
            return std::count(handset.fleet.fetched.begin(), handset.fleet.fetched.end(), unread) > 0;
        };
        handset.fleet.bootLists[kWork] = {2'000'000, 10};  // the first is beyond the disk, the second amidst the 6 MiB
        begin(handset);
        // It is not proved yet, so nothing is filled.
        QVERIFY(handset.until([&] { return handset.observe(kWork).state == RunState::Running; }));
        QTRY_VERIFY(fetched());
        QVERIFY(wholeInTheEnd(handset));
    }

    void listThatCannotBeSentHoldsNothingUp() {
        TestHandset handset;
        handset.fleet.bootListsFail = true;
        QVERIFY(bootsAndReads(handset));
        QVERIFY(handset.untilPhase(kWork, "running"));
        QVERIFY(handset.record(kWork)->bootListDue);
        QVERIFY(wholeInTheEnd(handset));
        QVERIFY(!handset.record(kWork)->bootListDue);
        QVERIFY(handset.fleet.bootLists[kWork].empty());
    }

    void bootThatWasNotSeenWholeIsNotTold() {
        TestHandset handset;
        QVERIFY(bootsAndReads(handset));
        QVERIFY(handset.record(kWork)->bootListDue);
        handset.kill();
        QVERIFY(handset.start());
        QVERIFY(wholeInTheEnd(handset));
        QVERIFY(handset.fleet.bootLists[kWork].empty());
    }

    void aPowerCutAtAnyWriteEndsWithAWholeDisk() {
        int cuts = 0;
        for (std::uint64_t steps = 0; steps < 400; ++steps) {
            TestHandset handset;
            QVERIFY(handset.start());
            handset.fleet.phoneChunks = store().chunks;
            auto desired = handset.wish("vp-work", "work");
            desired.origin = {base::RestorePointId("rp-one"), store().root, false};
            handset.files.cutPowerAfter(steps);
            handset.give(desired);
            handset.until([&] { return handset.files.powerIsOut() || isWhole(handset); }, 2min);
            const bool interrupted = handset.files.powerIsOut();
            handset.kill();
            handset.files.restart(static_cast<unsigned>(steps));
            QVERIFY2(handset.start(), handset.startError.c_str());
            handset.give(desired);
            QVERIFY2(wholeInTheEnd(handset), std::to_string(steps).c_str());
            cuts += interrupted ? 1 : 0;
            if (!interrupted) break;
        }
        qInfo("%d power cuts", cuts);
        QVERIFY(cuts > 10);
    }

    void aHypervisorThatDiesAtAnyCallIsSurvived() {
        for (int call = 1; call < 40; ++call) {
            TestHandset handset;
            hypervisor::SimulatorFaults faults;
            faults.diesAtCall = call;
            handset.world->setFaults(kWork, faults);
            begin(handset);
            QVERIFY2(wholeInTheEnd(handset), std::to_string(call).c_str());
        }
    }

private:
    static void begin(TestHandset& handset, const std::function<void(fleet::protocol::DesiredState&)>& edit = {}) {
        if (!handset.start()) qFatal("no agent");
        handset.fleet.phoneChunks = store().chunks;
        auto desired = handset.wish("vp-work", "work");
        desired.origin = {base::RestorePointId("rp-one"), store().root, false};
        if (edit) edit(desired);
        handset.give(desired);
    }

    /// A guest that reads a file of its data before it is well.
    static bool bootsAndReads(TestHandset& handset) {
        hypervisor::SimulatorFaults slow;
        slow.bootTime = 30s;
        handset.world->setFaults(kWork, slow);
        begin(handset);
        return handset.until([&] { return handset.observe(kWork).state == RunState::Running; }) &&
               handset.world->guestFile(kWork, "/data/note").valueOr("") == "precious";
    }

    static bool isWhole(TestHandset& handset) {
        const auto record = handset.record(kWork);
        return record && record->data == agent::DataState::Ready && !record->remoteRoot && record->phase == "running";
    }

    static bool wholeInTheEnd(TestHandset& handset) {
        return handset.until([&] { return isWhole(handset); }) && handset.world->guestFile(kWork, "/data/note").valueOr("") == "precious" &&
               handset.world->guestFile(kWork, "/data/large").valueOr("").size() == 6 * 1024 * 1024;
    }
};

QTEST_GUILESS_MAIN(InstantRestoreTest)
#include "instant_restore_test.moc"
