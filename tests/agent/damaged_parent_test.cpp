// A backup whose parent is damaged in the store, or may not be built upon: everything is read, the reason is said, and what
// comes of it is whole.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "images/chunk_reading.h"
#include "images/restore_point_codec.h"
#include "tests/agent/test_handset.h"

using fakes::TestHandset;
using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");

struct Scene : TestHandset {
    Scene() {
        if (!start()) qFatal("%s", startError.c_str());
        give(wish("vp-work", "work"));
        if (!untilPhase(kWork, "running")) qFatal("the phone does not run");
        if (!world->writeGuestFile(kWork, "/data/big", std::string(2 * 1024 * 1024, 'b')).ok()) qFatal("cannot write");
    }
    base::Json backUp(const std::string& id, const base::Json& arguments = base::Json::object()) {
        receive(operation(id, "virtual_phone_backup", kWork, arguments.dump()));
        if (!until([&] { return fleet.result(base::OperationId(id)) != nullptr; }, 5min)) qFatal("it does not end");
        message = fleet.result(base::OperationId(id))->message;
        if (!fleet.result(base::OperationId(id))->ok) qFatal("%s", message.c_str());
        return base::parseJson(fleet.result(base::OperationId(id))->result).value();
    }
    std::vector<images::ChunkId> nodesOf(const std::string& root) {
        const auto bulk = fleet.bulk()();
        const images::ChunkCodec codec((*bulk)->fetchPhoneKeys(kWork).value());
        auto nodes = images::readRestorePoint(base::Digest::fromHex(root).value(), codec, fleet.phoneChunks)->nodes;
        std::erase_if(nodes, [](const auto& id) { return id.isZero(); });
        return nodes;
    }
    std::string message;
};

/// What another handset has after it restored `root`.
std::string restored(Scene& from, const std::string& root, const std::string& path) {
    TestHandset other;
    other.fleet.phoneChunks = from.fleet.phoneChunks;
    if (!other.start()) return "not started";
    auto desired = other.wish("vp-work", "work");
    desired.origin = {base::RestorePointId("rp-one"), base::Digest::fromHex(root).value(), true};
    other.give(desired);
    if (!other.untilPhase(kWork, "running")) return "not restored";
    return other.world->guestFile(kWork, path).valueOr("no file");
}

}  // namespace

class DamagedParentTest : public QObject {
    Q_OBJECT
private slots:
    void whatTheStoreLostIsReadAgainAndSaid_data() {
        QTest::addColumn<bool>("rootLost");
        QTest::newRow("a node") << false;
        QTest::newRow("the root") << true;
    }
    void whatTheStoreLostIsReadAgainAndSaid() {
        QFETCH(bool, rootLost);
        Scene scene;
        const auto first = scene.backUp("op-one").at("root").get<std::string>();
        scene.fleet.phoneChunks.blobs.erase(rootLost ? base::Digest::fromHex(first).value() : scene.nodesOf(first).front());
        QVERIFY(scene.world->writeGuestFile(kWork, "/data/note", "later").ok());
        const auto second = scene.backUp("op-two");
        QCOMPARE(second.at("incremental"), base::Json(false));
        QCOMPARE(second.at("parentProblem"), base::Json("the store no longer has the whole restore point before this one"));
        QVERIFY(scene.message.find("the whole disk was read: the store no longer has") != std::string::npos);
        QVERIFY(second.at("bytesRead").get<std::uint64_t>() >= 2 * 1024 * 1024);
        const auto root = second.at("root").get<std::string>();
        QCOMPARE(restored(scene, root, "/data/note"), std::string("later"));
        QCOMPARE(restored(scene, root, "/data/big").size(), std::size_t{2 * 1024 * 1024});
        // The chain is whole again: the next one reads only what changed.
        QVERIFY(scene.world->writeGuestFile(kWork, "/data/note", "last").ok());
        const auto third = scene.backUp("op-three");
        QCOMPARE(third.at("incremental"), base::Json(true));
        QCOMPARE(third.at("parentProblem"), base::Json(""));
        QCOMPARE(restored(scene, third.at("root").get<std::string>(), "/data/note"), std::string("last"));
    }

    void whatTheFleetFoundDamagedIsNotBuiltUpon() {
        Scene scene;
        scene.backUp("op-one");
        const auto second = scene.backUp("op-two", {{"parent", nullptr}, {"parentProblem", "the store has lost 3 chunks"}});
        QCOMPARE(second.at("incremental"), base::Json(false));
        QCOMPARE(second.at("parentProblem"), base::Json("the store has lost 3 chunks"));
        QCOMPARE(scene.message, std::string("the whole disk was read: the store has lost 3 chunks"));
    }

    void anotherNewestRestorePointIsNotBuiltUpon() {
        Scene scene;
        scene.backUp("op-one");
        const auto second = scene.backUp(
            "op-two", {{"parent", {{"restorePoint", "rp-other"}, {"root", base::Digest::of("another").hex()}}}});
        QCOMPARE(second.at("incremental"), base::Json(false));
        QVERIFY(second.at("parentProblem").get<std::string>().find("is not the last one that was taken here") != std::string::npos);
    }

    void aRecordOfChangesThatIsDamagedIsSaid() {
        Scene scene;
        scene.backUp("op-one");
        hypervisor::SimulatorFaults faults;
        faults.parentInvalid = true;
        scene.world->setFaults(kWork, faults);
        const auto second = scene.backUp("op-two");
        QCOMPARE(second.at("incremental"), base::Json(false));
        QVERIFY(second.at("parentProblem").get<std::string>().find("is damaged") != std::string::npos);
    }

    void aGuestThatDoesNotAnswerMakesItCrashConsistent() {
        Scene scene;
        QCOMPARE(scene.backUp("op-one").at("consistency"), base::Json("frozen"));
        hypervisor::SimulatorFaults faults;
        faults.guestAgentAbsent = true;
        scene.world->setFaults(kWork, faults);
        QCOMPARE(scene.backUp("op-two").at("consistency"), base::Json("crash"));
    }
};

QTEST_GUILESS_MAIN(DamagedParentTest)
#include "damaged_parent_test.moc"
