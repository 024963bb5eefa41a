// Pruning: what a dry run names goes and nothing else, what is kept can be restored byte for byte, and what releases and
// unfinished uploads need stays.
#include <QtTest>
#include <atomic>
#include <thread>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/upload_ledger.h"
#include "images/chunk_reading.h"
#include "images/chunk_store.h"
#include "images/restore_point.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/damaged_blob.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class RestorePointPruneTest : public QObject {
    Q_OBJECT

private:
    struct Scene : FleetFixture {
        Scene() {
            if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
            one = std::make_unique<FakeHandset>(*this, "one");
            one->connect();
            work = createPhone("one", "work", "");
            one->reportRunning(work);
        }
        /// One backup a day; the oldest first.
        std::vector<std::string> backUpDaily(int days) {
            std::vector<std::string> points;
            for (int day = 0; day < days; ++day) {
                points.push_back(backUp(*one, work, contentOf(day)));
                clock.advance(std::chrono::hours(24));
            }
            return points;
        }
        static std::string contentOf(int day) { return "day " + std::to_string(day) + std::string(5000, 'x'); }
        std::vector<std::string> points() {
            std::vector<std::string> ids;
            const auto listed = call("restore_point_list", Json::object());
            for (const auto& point : listed.at("restorePoints"))
                ids.insert(ids.begin(), point.at("id").get<std::string>());
            return ids;
        }
        images::ChunkId rootOf(const std::string& point) {
            return *base::Digest::fromHex(
                call("restore_point_show", {{"restorePoint", point}}).at("root").get<std::string>());
        }
        /// Flips a bit of the restore point's first node on the disk, and starts the gateway anew.
        void damageNodeOf(const std::string& point) {
            auto& context = gateway->context();
            const images::ChunkCodec codec(context.keys.store);
            const auto node = images::readRestorePoint(rootOf(point), codec, context.store)->nodes.front();
            const auto blob = context.store.fetch({node})->front();
            if (!fakes::damageBlob(*files, directory() / "store", blob)) qFatal("cannot damage the store");
            one->disconnect();
            reopen();
            one->connect();
        }
        bool restoresAs(const std::string& point, const fakes::MemoryDisk& expected) {
            fakes::MemoryDisk disk(expected.size());
            auto& context = gateway->context();
            const auto done = images::restoreDisk(rootOf(point), images::ChunkCodec(context.keys.store), context.store, disk, {});
            return done && disk.sameContentAs(expected);
        }
        /// What the restored disk has where the content was written.
        std::string restored(const std::string& point, std::size_t length) {
            const auto root = rootOf(point);
            fakes::MemoryDisk disk(4 * images::kChunkSize);
            auto& context = gateway->context();
            const auto done =
                images::restoreDisk(root, images::ChunkCodec(context.keys.store), context.store, disk, {});
            if (!done) return done.error().message;
            return std::string(disk.read(images::kChunkSize, length)->substr(0, length));
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
    };

private slots:
    void withoutARuleEverythingIsKept() {
        Scene scene;
        scene.backUpDaily(3);
        QCOMPARE(scene.call("retention_show", {{"phone", scene.work}}).at("from"), Json("none"));
        QVERIFY(scene.finished("restore_point_prune", Json::object()).at("removed").empty());
        QCOMPARE(scene.points().size(), std::size_t{3});
    }

    void dryRunNamesWhatGoesAndRemovesNothing() {
        Scene scene;
        const auto points = scene.backUpDaily(5);
        scene.call("retention_set", {{"keep", {{"last", 2}}}});
        const auto before = scene.gateway->context().store.statistics();
        const auto dry = scene.finished("restore_point_prune", {{"dryRun", true}});
        QCOMPARE(dry.at("removed").size(), std::size_t{3});
        QCOMPARE(scene.points(), points);
        QCOMPARE(scene.gateway->context().store.statistics().chunks, before.chunks);
        QVERIFY(dry.at("bytesRemoved").get<std::uint64_t>() > 0);
        const auto wet = scene.finished("restore_point_prune", Json::object());
        QCOMPARE(wet.at("removed").dump(), dry.at("removed").dump());
        QCOMPARE(wet.at("bytesRemoved"), dry.at("bytesRemoved"));
        QCOMPARE(scene.points(), (std::vector{points[3], points[4]}));
        QVERIFY(scene.gateway->context().store.statistics().chunks < before.chunks);
        for (int day : {3, 4}) {
            const auto content = Scene::contentOf(day);
            QCOMPARE(scene.restored(points[static_cast<std::size_t>(day)], content.size()), content);
        }
    }

    void restorePointThatAPhoneIsFilledFromStays() {
        Scene scene;
        const auto points = scene.backUpDaily(3);
        FakeHandset two(scene, "two");
        two.connect();
        scene.call("virtual_phone_restore", {{"phone", scene.work}, {"onto", "two"}, {"restorePoint", points[0]}, {"lost", true}});
        scene.gateway->tick();
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        for (const bool dryRun : {true, false}) {
            const auto result = scene.finished("restore_point_prune", {{"dryRun", dryRun}});
            QCOMPARE(result.at("removed").size(), std::size_t{1});
            QCOMPARE(result.at("removed").at(0).at("restorePoint"), Json(points[1]));
            QCOMPARE(result.at("keptForTheirPhones").size(), std::size_t{1});
            QCOMPARE(result.at("keptForTheirPhones").at(0).at("restorePoint"), Json(points[0]));
        }
        const auto content = Scene::contentOf(0);
        QCOMPARE(scene.restored(points[0], content.size()), content);
    }

    void restorePointOfARestoreInPlaceStays() {
        Scene scene;
        const auto points = scene.backUpDaily(3);
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        const auto report = [&](const std::string& phase, const std::string& data) {
            auto said = scene.one->answer(scene.work, phase);
            said.data = data;
            scene.one->report(said);
        };
        report("stopped", "whole");
        const auto restore = scene.call("virtual_phone_restore", {{"phone", scene.work}, {"inPlace", true}, {"restorePoint", points[0]}, {"lost", false}});
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        const auto kept = [&] {
            scene.finished("restore_point_prune", Json::object());
            const auto left = scene.points();
            return std::find(left.begin(), left.end(), points[0]) != left.end();
        };
        report("stopped", "whole");  // of what is about to be removed
        QVERIFY(kept());
        scene.call("operation_cancel", {{"operation", restore.at("id")}});
        QVERIFY(kept());
        report("stopped", "remote");
        QVERIFY(kept());
        report("stopped", "whole");
        QVERIFY(!kept());
    }

    void aDamagedTreeStopsThePruningAndIsAnAlert() {
        Scene scene;
        const auto points = scene.backUpDaily(3);
        scene.call("retention_set", {{"keep", {{"last", 2}}}});
        scene.damageNodeOf(points[2]);
        const auto before = scene.gateway->context().store.statistics().chunks;
        const auto id = scene.call("restore_point_prune", Json::object()).at("id");
        const auto operation = [&] { return scene.call("operation_show", {{"operation", id}}); };
        QTRY_COMPARE(operation().at("state"), Json("failed"));
        QVERIFY(operation().at("error").dump().find(points[2]) != std::string::npos);
        QVERIFY(scene.call("alert_list", Json::object()).dump().find("restore_point_damaged") != std::string::npos);
        QCOMPARE(scene.gateway->context().store.statistics().chunks, before);
        scene.backUp(*scene.one, scene.work, Scene::contentOf(2));
        QVERIFY(scene.finished("restore_point_prune", Json::object()).at("chunksRemoved").get<int>() > 0);
        QVERIFY(scene.finished("restore_point_verify", Json::object()).at("damaged").empty());
    }

    void backupsAndRestoresGoOnBesidePruning() {
        Scene scene;
        FakeHandset two(scene, "two");
        two.connect();
        const auto other = scene.createPhone("two", "work", "");
        two.reportRunning(other);
        scene.call("retention_set", {{"keep", {{"last", 2}}}});
        // Every phone has one part that all have, and parts that change with each backup.
        const auto diskOf = [](unsigned phone, unsigned number) {
            fakes::MemoryDisk disk(8 * images::kChunkSize);
            (void)disk.write(0, fakes::prose(1, images::kChunkSize));
            for (unsigned part = 1; part < 4; ++part)
                (void)disk.write(2 * part * images::kChunkSize, fakes::prose(phone * 1000 + number * 10 + part, 50'000));
            return disk;
        };
        auto first = diskOf(0, 99);
        const auto proved = scene.backUp(*scene.one, scene.work, first);
        const auto marked = scene.gateway->context().catalog.write([&](catalog::Transaction& transaction) -> base::Result<void> {
            catalog::RestorePointTable(transaction).markProved(base::RestorePointId(proved), transaction.now());
            return {};
        });
        QVERIFY(marked.ok());
        std::map<std::string, std::pair<unsigned, unsigned>> made[2];
        std::atomic<int> working{2}, failures{0}, restores{0};
        std::vector<std::thread> threads;
        for (unsigned phone = 0; phone < 2; ++phone)
            threads.emplace_back([&, phone] {
                for (unsigned number = 0; number < 30; ++number) {
                    auto disk = diskOf(phone, number);
                    made[phone][scene.backUp(phone == 0 ? *scene.one : two, phone == 0 ? scene.work : other, disk)] = {phone, number};
                }
                --working;
            });
        threads.emplace_back([&] {
            for (; working > 0; ++restores)
                if (!scene.restoresAs(proved, first)) ++failures;
        });
        int prunings = 0;
        for (; working > 0; ++prunings) {
            scene.clock.advance(std::chrono::seconds(1));
            scene.finished("restore_point_prune", Json::object());
        }
        for (auto& thread : threads) thread.join();
        qInfo("%d prunings beside 60 backups and %d restores", prunings, restores.load());
        QVERIFY(prunings > 1 && restores > 1);
        QCOMPARE(failures.load(), 0);
        scene.finished("restore_point_prune", Json::object());
        QVERIFY(scene.finished("restore_point_verify", Json::object()).at("damaged").empty());
        const auto kept = scene.points();
        QCOMPARE(kept.size(), std::size_t{5});
        for (const auto& point : kept) {
            if (point == proved) continue;
            const auto& [phone, number] = made[made[0].contains(point) ? 0 : 1].at(point);
            QVERIFY(scene.restoresAs(point, diskOf(phone, number)));
        }
    }

    void restorePointOfAPhoneWhoseDataIsAllThereGoes() {
        Scene scene;
        const auto points = scene.backUpDaily(3);
        FakeHandset two(scene, "two");
        two.connect();
        scene.call("virtual_phone_restore", {{"phone", scene.work}, {"onto", "two"}, {"restorePoint", points[0]}, {"lost", true}});
        scene.gateway->tick();
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        const auto kept = [&] { return scene.finished("restore_point_prune", {{"dryRun", true}}).at("keptForTheirPhones").size() == 1; };
        const auto reportData = [&](const std::string& data, std::int64_t older) {
            auto report = two.answer(scene.work, "running");
            report.data = data;
            report.desiredVersion -= older;
            report.proved = protocol::ProvedState{scene.clock.now(), "1.0.0", "{}"};
            two.report(report);
        };
        reportData("", 0);
        // The restore proved it, but a newer one is proved as well.
        QVERIFY(scene.gateway->context()
                    .catalog
                    .write([&](catalog::Transaction& transaction) -> base::Result<void> {
                        catalog::RestorePointTable(transaction).markProved(base::RestorePointId(points[2]), transaction.now());
                        return {};
                    })
                    .ok());
        QVERIFY2(kept(), "nobody said");
        reportData("remote", 0);
        QVERIFY(kept());
        reportData("whole", 1);
        QVERIFY2(kept(), "said of what was before the restore");
        reportData("whole", 0);
        scene.reopen();
        QVERIFY(!kept());
        QCOMPARE(scene.finished("restore_point_prune", Json::object()).at("removed").size(), std::size_t{2});
        QCOMPARE(scene.points(), std::vector{points[2]});
        // The phone can be changed as before, and its handset is not told of another restore.
        two.connect();
        const auto before = two.desired(scene.work);
        scene.call("virtual_phone_stop", {{"phone", scene.work}});
        const auto after = two.desired(scene.work);
        QVERIFY(after && !after->running && after->origin);
        QVERIFY(after->origin->restorePoint == before->origin->restorePoint && after->origin->root == before->origin->root);
    }

    void whatARuleWouldRemoveIsSaidBeforeItIsSaved() {
        Scene scene;
        const auto points = scene.backUpDaily(5);
        const auto asked = [&](const Json& keep, bool own) {
            Json arguments{{"keep", keep}};
            if (own) arguments["phone"] = scene.work;
            return scene.call("retention_whatif", arguments);
        };
        const auto one = asked({{"last", 2}}, false);
        QCOMPARE(one.at("removed"), Json(3));
        QCOMPARE(one.at("kept"), Json(2));
        QCOMPARE(one.at("phones"), Json(1));
        QCOMPARE(one.at("removedNow"), Json(0));
        QCOMPARE(one.at("restorePoints").at(2).at("id"), Json(points[0]));
        QCOMPARE(scene.call("retention_show", Json::object()).at("from"), Json("none"));
        scene.call("retention_set", {{"keep", {{"last", 2}}}});
        // What it said is what then goes.
        QCOMPARE(scene.finished("restore_point_prune", {{"dryRun", true}}).at("removed").size(), std::size_t{3});
        QCOMPARE(asked({{"last", 4}}, true).at("removed"), Json(1));
        QCOMPARE(asked({{"last", 4}}, true).at("removedNow"), Json(3));
        QCOMPARE(asked(nullptr, false).at("removed"), Json(0));
        scene.call("retention_set", {{"phone", scene.work}, {"keep", {{"last", 1}}}});
        QCOMPARE(asked({{"last", 3}}, false).at("removed"), Json(0));  // the phone has its own
        QCOMPARE(asked(nullptr, true).at("removed"), Json(3));         // then the fleet's is in force
        QCOMPARE(scene.refused("retention_whatif", {{"keep", {{"last", 0}}}}).code, ErrorCode::InvalidInput);
        const auto few = scene.call("retention_whatif", {{"phone", scene.work}, {"keep", {{"last", 2}}}, {"limit", 1}});
        QCOMPARE(few.at("restorePoints").size(), std::size_t{1});
        QCOMPARE(few.at("more"), Json(2));
    }

    void everyRestorePointSaysWhichRulesKeepIt() {
        Scene scene;
        scene.backUpDaily(3);
        const auto keptBy = [&](std::size_t place) { return scene.call("restore_point_list", Json::object()).at("restorePoints").at(place).at("keptBy"); };
        QCOMPARE(keptBy(0), Json());
        scene.call("retention_set", {{"keep", {{"last", 1}, {"daily", 2}}}});
        QCOMPARE(keptBy(0), Json({"newest", "last", "daily"}));
        QCOMPARE(keptBy(1), Json::array({"daily"}));
        QCOMPARE(keptBy(2), Json::array());
        const auto first = scene.points().front();
        QCOMPARE(scene.call("restore_point_show", {{"restorePoint", first}}).at("keptBy"), Json::array());
    }

    void phonesOwnRuleTakesTheFleetsPlace() {
        Scene scene;
        scene.backUpDaily(4);
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        scene.call("retention_set", {{"phone", scene.work}, {"keep", {{"last", 3}}}});
        QCOMPARE(scene.call("retention_show", {{"phone", scene.work}}).at("from"), Json("phone"));
        QCOMPARE(scene.finished("restore_point_prune", {{"dryRun", true}}).at("removed").size(), std::size_t{1});
        scene.call("retention_set", {{"phone", scene.work}, {"keep", nullptr}});
        QCOMPARE(scene.finished("restore_point_prune", {{"dryRun", true}}).at("removed").size(), std::size_t{3});
        QCOMPARE(scene.refused("retention_set", {{"keep", {{"last", 0}}}}).code, ErrorCode::InvalidInput);
        const auto audit = scene.call("audit_list", Json::object()).dump();
        QVERIFY(audit.find("retention_set") != std::string::npos);
    }

    void releasesAndUnfinishedUploadsStay() {
        Scene scene;
        scene.backUpDaily(3);
        auto& gate = scene.gateway->gate();
        const base::PhoneId phone(scene.work);
        const auto chunk = images::ChunkCodec(scene.gateway->context().keys.store).encode("of a backup that broke off");
        QVERIFY(gate.storeChunks(scene.one->id, phone, {chunk}).ok());
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        QVERIFY(scene.finished("restore_point_prune", Json::object()).at("chunksRemoved").get<std::uint64_t>() > 0);
        QVERIFY(gate.missingChunks(scene.one->id, phone, {chunk.id})->empty());
        const auto release = images::ChunkCodec(images::ChunkKeys{}).idOf("system one");
        QVERIFY(scene.gateway->context().store.fetch({release}).ok());
        scene.clock.advance(std::chrono::hours(8 * 24));
        scene.finished("restore_point_prune", Json::object());
        QCOMPARE(gate.missingChunks(scene.one->id, phone, {chunk.id})->size(), std::size_t{1});
    }

    void pruningByTheClockFollowsBackups() {
        Scene scene;
        scene.backUpDaily(3);
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        scene.clock.advance(std::chrono::hours(25));
        scene.gateway->tick();
        QVERIFY(QTest::qWaitFor([&] { return scene.points().size() == 1; }, 30'000));
    }
};

QTEST_GUILESS_MAIN(RestorePointPruneTest)
#include "restore_point_prune_test.moc"
