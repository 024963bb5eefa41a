// Proofs at the gateway: who is asked, what that lets a handset fetch and for how long, and what is recorded.
#include <QtTest>

#include "fleet/gateway/chunk_membership.h"
#include "images/restore_point.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;
using namespace std::chrono_literals;

class ProofOrderTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            two = std::make_unique<FakeHandset>(*this, "two");
            one->connect();
            two->connect();
            work = createPhone("one", "work", "");
            one->reportRunning(work);
            first = backUp(*one, work, std::string(70'000, 'a'));
            clock.advance(1h);
            second = backUp(*one, work, std::string(70'000, 'b'));
        }
        [[nodiscard]] std::vector<images::ChunkId> chunksOf(const std::string& point) {
            const auto root = base::Digest::fromHex(call("restore_point_show", {{"restorePoint", point}}).at("root").get<std::string>());
            return gateway->context().chunks.listRestorePoint(*root).value();
        }
        bool mayFetch(const std::string& point) {
            return gateway->gate().mayFetchPhone(two->id, base::PhoneId(work), chunksOf(point)).ok();
        }
        std::string prove(Json arguments) { return call("restore_point_prove", arguments).at("id"); }
        void answer(FakeHandset& handset, const std::string& operation) {
            handset.send(protocol::OperationResult{
                base::OperationId(operation), true, "", "",
                Json{{"provedAt", base::formatTimestamp(clock.now())}, {"release", "1.0.0"}, {"health", "{}"}}.dump()});
        }
        Json point(const std::string& id) { return call("restore_point_show", {{"restorePoint", id}}); }
        Json proofs() {
            Json found = Json::array();
            const auto all = call("operation_list", {{"phone", work}}).at("operations");
            for (const auto& operation : all)
                if (operation.at("kind") == "restore_point_prove") found.push_back(operation);
            return found;
        }
        std::unique_ptr<FakeHandset> one, two;
        std::string work, first, second;
    };

private slots:
    void aProvingHandsetGetsThatRestorePointForAsLongAsItProves() {
        Scene scene;
        auto& gate = scene.gateway->gate();
        const auto manifest = base::Digest::fromHex(
            scene.call("release_show", {{"image", "reference-work"}, {"version", "1.0.0"}}).at("manifest").get<std::string>());
        QVERIFY(!scene.mayFetch(scene.first));
        QVERIFY(!gate.phoneKeys(scene.two->id, base::PhoneId(scene.work)).ok());
        QVERIFY(!gate.releaseManifest(scene.two->id, *manifest).ok());

        const base::PhoneId phone(scene.work);
        const auto root = [&](const std::string& point) { return *base::Digest::fromHex(scene.point(point).at("root").get<std::string>()); };
        QCOMPARE(gate.keepBootList(scene.two->id, phone, root(scene.first), {1}).error().code, ErrorCode::Denied);

        const auto operation = scene.prove({{"restorePoint", scene.first}, {"on", "two"}});
        QVERIFY(scene.mayFetch(scene.first));
        // It tells what booting that one read, for the phone's own handset.
        QVERIFY(gate.keepBootList(scene.two->id, phone, root(scene.first), {1}).ok());
        QCOMPARE(gate.keepBootList(scene.two->id, phone, root(scene.second), {2}).error().code, ErrorCode::Denied);
        QCOMPARE(gate.bootList(scene.two->id, phone).error().code, ErrorCode::Denied);
        QVERIFY(*gate.bootList(scene.one->id, phone) == (images::ChunkNumbers{1}));
        QVERIFY(!scene.mayFetch(scene.second));
        QVERIFY(gate.phoneKeys(scene.two->id, base::PhoneId(scene.work)).ok());
        QVERIFY(gate.releaseManifest(scene.two->id, *manifest).ok());
        // It may read, and nothing else.
        QVERIFY(!gate.missingChunks(scene.two->id, base::PhoneId(scene.work), scene.chunksOf(scene.first)).ok());

        scene.answer(*scene.two, operation);
        QVERIFY(!scene.mayFetch(scene.first));
        QVERIFY(!gate.phoneKeys(scene.two->id, base::PhoneId(scene.work)).ok());
        QVERIFY(!gate.releaseManifest(scene.two->id, *manifest).ok());
    }

    void aProofIsRecordedWithItsTime() {
        Scene scene;
        const auto operation = scene.prove({{"phone", scene.work}});
        QVERIFY(scene.one->delivered(operation));
        const auto asked = base::parseJson(scene.one->delivered(operation)->arguments).value();
        QCOMPARE(asked.at("restorePoint"), Json(scene.second));
        QCOMPARE(asked.at("root"), scene.point(scene.second).at("root"));
        scene.answer(*scene.one, operation);
        QCOMPARE(scene.point(scene.second).at("provedAt"), Json(base::formatTimestamp(scene.clock.now())));
        QVERIFY(scene.point(scene.first).at("provedAt").is_null());
        QCOMPARE(scene.call("operation_show", {{"operation", operation}}).at("result").at("restorePoint"), Json(scene.second));
        const auto phone = scene.phone(scene.work);
        QCOMPARE(phone.at("backup").at("lastProvedAt"), Json(base::formatTimestamp(scene.clock.now())));
        QVERIFY(phone.at("proved").at("at") != phone.at("backup").at("lastProvedAt"));
        // An earlier proof that comes late does not take a later one's place.
        const auto again = scene.prove({{"restorePoint", scene.second}});
        const auto proved = scene.point(scene.second).at("provedAt");
        scene.one->send(protocol::OperationResult{base::OperationId(again), true, "", "",
                                                  Json{{"provedAt", base::formatTimestamp(scene.clock.now() - 1h)}, {"release", "1.0.0"}, {"health", "{}"}}.dump()});
        QCOMPARE(scene.point(scene.second).at("provedAt"), proved);
    }

    void aRestorePointThatDoesNotBootIsAnAlert_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("alerts");
        QTest::newRow("not well") << "timeout" << 1;
        QTest::newRow("no memory") << "unavailable" << 0;
    }
    void aRestorePointThatDoesNotBootIsAnAlert() {
        QFETCH(QString, code);
        QFETCH(int, alerts);
        Scene scene;
        const auto operation = scene.prove({{"restorePoint", scene.first}});
        scene.one->send(protocol::OperationResult{base::OperationId(operation), false, code.toStdString(), "why", "{}"});
        int found = 0;
        const auto all = scene.call("alert_list", Json::object()).at("alerts");
        for (const auto& alert : all)
            found += alert.at("kind") == "restore_point_unproved" ? 1 : 0;
        QCOMPARE(found, alerts);
        QVERIFY(scene.point(scene.first).at("provedAt").is_null());
    }

    void aHandsetWithTheLabelIsAskedWhenItIsOnline() {
        Scene scene;
        scene.call("handset_label", {{"handset", "two"}, {"labels", {{"proving", "yes"}}}});
        auto operation = scene.prove({{"restorePoint", scene.first}});
        QVERIFY(scene.two->delivered(operation));
        scene.answer(*scene.two, operation);
        scene.two->disconnect();
        operation = scene.prove({{"restorePoint", scene.first}});
        QVERIFY(scene.one->delivered(operation));
    }

    void theScheduleProvesTheNewestEverySoManyDays() {
        Scene scene;
        scene.call("backup_schedule_set", {{"schedule", {{"proveEveryDays", 7}}}});
        std::vector<base::Timestamp> at;
        for (int hour = 0; hour < 24 * 20; ++hour) {
            scene.clock.advance(1h);
            scene.gateway->tick();
            const auto found = scene.proofs();
            if (found.empty() || found.at(0).at("state") != "delivered") continue;
            QCOMPARE(found.at(0).at("createdBy"), Json("schedule"));
            scene.answer(*scene.one, found.at(0).at("id"));
            at.push_back(scene.clock.now());
        }
        QCOMPARE(at.size(), std::size_t{3});
        QVERIFY(at[1] - at[0] >= 24h * 7 && at[1] - at[0] <= 24h * 7 + 1h);
        QVERIFY(!scene.point(scene.second).at("provedAt").is_null());
        QVERIFY(scene.point(scene.first).at("provedAt").is_null());
    }

    void whatCannotBeProvedIsRefused() {
        Scene scene;
        QCOMPARE(scene.refused("restore_point_prove", Json::object()).code, ErrorCode::InvalidInput);
        QCOMPARE(scene.refused("restore_point_prove", {{"restorePoint", "rp-nothing"}}).code, ErrorCode::NotFound);
        QCOMPARE(scene.refused("restore_point_prove", {{"restorePoint", scene.first}, {"on", "three"}}).code, ErrorCode::NotFound);
        scene.prove({{"restorePoint", scene.first}});
        QCOMPARE(scene.refused("restore_point_prove", {{"restorePoint", scene.first}}).code, ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(ProofOrderTest)
#include "proof_order_test.moc"
