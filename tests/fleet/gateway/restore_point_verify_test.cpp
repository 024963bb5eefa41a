// Damage in the store: found, named with the restore points it touches, and mended by the phone's next backup. And what
// changed between two restore points.
#include <QtTest>

#include "fleet/gateway/fleet_keys.h"
#include "images/chunk_reading.h"
#include "images/chunk_store.h"
#include "images/restore_point.h"
#include "tests/fakes/damaged_blob.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

class RestorePointVerifyTest : public QObject {
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
        /// A chunk of a disk with `content` at a chunk's beginning.
        [[nodiscard]] images::ChunkId chunkOf(const std::string& content) const {
            auto plain = content;
            plain.resize(images::kChunkSize);
            return images::ChunkCodec(gateway->context().keys.store).idOf(plain);
        }
        [[nodiscard]] images::ChunkId rootOf(const std::string& point) {
            const auto root = call("restore_point_show", {{"restorePoint", point}}).at("root").get<std::string>();
            return *base::Digest::fromHex(root);
        }
        [[nodiscard]] images::ChunkId nodeOf(const std::string& point) {
            auto& store = gateway->context().store;
            return images::readRestorePoint(rootOf(point), images::ChunkCodec(gateway->context().keys.store), store)->nodes.front();
        }
        /// Flips a bit of the chunk's blob on the disk, and starts the gateway anew.
        void damage(const images::ChunkId& id) {
            const auto blob = gateway->context().store.fetch({id})->front();
            if (!fakes::damageBlob(*files, directory() / "store", blob)) qFatal("cannot damage the store");
            one->disconnect();
            reopen();
            one->connect();
        }
        std::unique_ptr<FakeHandset> one;
        std::string work;
    };

private slots:
    void wholeStoreIsFoundWhole() {
        Scene scene;
        const auto first = scene.backUp(*scene.one, scene.work, "first");
        scene.backUp(*scene.one, scene.work, "second");
        const auto all = scene.finished("restore_point_verify", Json::object());
        QCOMPARE(all.at("restorePoints"), Json(2));
        QVERIFY(all.at("damaged").empty());
        const auto one = scene.finished("restore_point_verify", {{"restorePoint", first}});
        QCOMPARE(one.at("chunks"), Json(3));  // root, node, chunk
        QVERIFY(one.at("bytes") < all.at("bytes"));
        QCOMPARE(scene.refused("restore_point_verify", {{"restorePoint", "rp-none"}}).code, ErrorCode::NotFound);
    }

    void damageIsNamedAndMendedByTheNextBackup_data() {
        QTest::addColumn<QString>("part");
        for (const auto* part : {"root", "node", "chunk"}) QTest::newRow(part) << part;
    }
    void damageIsNamedAndMendedByTheNextBackup() {
        QFETCH(QString, part);
        Scene scene;
        scene.backUp(*scene.one, scene.work, "what was before");
        const auto touched = scene.backUp(*scene.one, scene.work, "content");
        const auto chunk = part == "root" ? scene.rootOf(touched) : part == "node" ? scene.nodeOf(touched) : scene.chunkOf("content");
        scene.damage(chunk);
        const auto found = scene.finished("restore_point_verify", Json::object()).at("damaged");
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found.at(0).at("chunk"), Json(chunk.hex()));
        QCOMPARE(found.at(0).at("restorePoints"), Json::array({touched}));
        QVERIFY(scene.call("alert_list", Json::object()).dump().find("restore_point_damaged") != std::string::npos);
        const auto operation = scene.call("virtual_phone_backup", {{"phone", scene.work}}).at("id").get<std::string>();
        const auto order = *base::parseJson(scene.one->delivered(operation)->arguments);
        QVERIFY(order.at("parent").is_null());
        QVERIFY(order.at("parentProblem").get<std::string>().find(touched) != std::string::npos);
        fakes::MemoryDisk disk(4 * images::kChunkSize);
        QVERIFY(disk.write(images::kChunkSize, "content").ok());
        scene.one->backUp(operation, disk);
        QVERIFY(scene.finished("restore_point_verify", Json::object()).at("damaged").empty());
    }

    void differencesAreThoseOfTheDisks() {
        Scene scene;
        const auto backUp = [&](const std::map<std::uint64_t, std::string>& contents) {
            fakes::MemoryDisk disk(4 * images::kChunkSize);
            for (const auto& [chunk, content] : contents)
                if (!disk.write(chunk * images::kChunkSize, content)) qFatal("cannot write");
            const auto operation =
                scene.call("virtual_phone_backup", {{"phone", scene.work}}).at("id").get<std::string>();
            scene.one->backUp(operation, disk);
            return scene.call("operation_show", {{"operation", operation}}).at("result").at("restorePoint");
        };
        const auto first = backUp({{0, "same"}, {1, "old"}, {3, "gone"}});
        const auto second = backUp({{0, "same"}, {1, "new"}, {2, "fresh"}});
        const auto difference = scene.call("restore_point_diff", {{"from", first}, {"to", second}});
        for (const auto* kind : {"bytesChanged", "bytesWritten", "bytesCleared"})
            QCOMPARE(difference.at(kind), Json(images::kChunkSize));
        QCOMPARE(difference.at("regionCount"), Json(1));
        QCOMPARE(difference.at("regions").at(0).at("offset"), Json(images::kChunkSize));
        QCOMPARE(difference.at("regions").at(0).at("length"), Json(3 * images::kChunkSize));
        QCOMPARE(scene.call("restore_point_diff", {{"from", first}, {"to", first}}).at("regionCount"), Json(0));
        QCOMPARE(scene.refused("restore_point_diff", {{"from", first}, {"to", "rp-none"}}).code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(RestorePointVerifyTest)
#include "restore_point_verify_test.moc"
