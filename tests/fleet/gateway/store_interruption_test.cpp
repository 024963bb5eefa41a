// Work with the store that is interrupted, at every moment it can be: cancelled, or with the power of the second disk cut.
// What a copy had before stays whole, nothing stays locked, and the same work done again completes it.
#include <QtTest>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/recovery.h"
#include "fleet/gateway/sealed_catalog.h"
#include "fleet/gateway/sealed_keys.h"
#include "fleet/gateway/store_jobs.h"
#include "images/restore_point.h"
#include "tests/fakes/damaged_blob.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fakes/mounted_file_system.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

namespace {

const std::filesystem::path kDisk = "/second-disk";
const std::string kPassphrase = "correct horse battery";
constexpr int kFillers = 200;  // chunks, so that copying takes several steps

/// A fleet with a handset, and a second disk whose power can be cut.
struct Scene : FleetFixture {
    Scene() {
        if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
        one = std::make_unique<FakeHandset>(*this, "one");
        one->connect();
        work = createPhone("one", "work", "");
        one->reportRunning(work);
        one->disconnect();
        admin.reset();
        gateway.reset();
        m_ground = std::move(files);
        files = std::make_unique<fakes::MountedFileSystem>(*m_ground, disk, kDisk);
        open();
        one->connect();
    }
    ~Scene() {
        admin.reset();
        gateway.reset();
        files = std::move(m_ground);
    }
    void fill() {
        const images::ChunkCodec codec{images::ChunkKeys{}};
        for (int i = 0; i < kFillers; ++i)
            if (!gateway->context().store.store({codec.encode("filler " + std::to_string(i))})) qFatal("cannot fill the store");
    }
    std::string place(const std::string& name) {
        const auto path = kDisk / name;
        if (!disk.createDirectories(path)) qFatal("cannot make a directory");
        return path.string();
    }
    base::Result<Json> copyTo(const std::string& to, const WorkProgress& progress) {
        return jobs::storeCopy(gateway->context(), {{"to", to}, {"prune", true}}, progress);
    }
    base::Digest rootOf(const std::string& point) {
        return gateway->context()
            .catalog
            .read([&](catalog::Transaction& transaction) -> base::Result<base::Digest> {
                return catalog::RestorePointTable(transaction).find(base::RestorePointId(point))->root;
            })
            .value();
    }
    /// Whether a store gives a restore point back byte by byte.
    bool gives(images::ChunkStore& store, const std::string& point, const std::string& content) {
        fakes::MemoryDisk restored(4 * images::kChunkSize);
        const auto done = images::restoreDisk(rootOf(point), images::ChunkCodec(gateway->context().keys.store), store, restored,
                                              [](auto, auto) { return true; });
        return done.ok() && restored.read(images::kChunkSize, content.size()).valueOr("") == content;
    }
    /// The copy is free, has its catalog, and gives the restore point back.
    bool isWhole(const std::string& copy, const std::string& point, const std::string& content) {
        const auto opened = kDisk / "opened";
        const auto store = openSecondStore(*files, copy);
        return store.ok() && gives(**store, point, content) &&
               openSealedCatalog(*files, SecondStorePaths(copy).catalog, opened, gateway->context().keys.store.encryptionKey).ok() &&
               readCopyDescription(*files, copy).ok();
    }

    fakes::FaultyFileSystem disk;
    std::unique_ptr<FakeHandset> one;
    std::string work;

private:
    std::unique_ptr<base::FileSystem> m_ground;
};

bool goOn(double, const std::string&) { return true; }

/// Says stop when it is asked for the n-th time.
WorkProgress stopAt(int n) {
    return [left = std::make_shared<int>(n)](double, const std::string&) { return (*left)-- > 0; };
}

}  // namespace

class StoreInterruptionTest : public QObject {
    Q_OBJECT

private slots:
    void aCopyThatIsCancelledAnywhereIsCompletedByTheNext() {
        Scene scene;
        const auto first = scene.backUp(*scene.one, scene.work, "first");
        scene.fill();
        int step = 0;
        for (bool done = false; !done; ++step) {
            const auto copy = scene.place("copy" + std::to_string(step));
            const auto copied = scene.copyTo(copy, stopAt(step));
            done = copied.ok();
            QVERIFY(done || copied.error().code == ErrorCode::Cancelled);
            QVERIFY(done || !scene.disk.exists(SecondStorePaths(copy).catalog) || scene.isWhole(copy, first, "first"));
            const auto had = scene.disk.exists(SecondStorePaths(copy).chunks)
                                 ? (*openSecondStore(*scene.files, copy))->statistics().chunks : 0;
            const auto again = scene.copyTo(copy, goOn);
            QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
            QCOMPARE(again->at("chunksThere").get<std::uint64_t>(), had);
            QCOMPARE(again->at("chunksCopied").get<std::uint64_t>() + had, scene.gateway->context().store.statistics().chunks);
            QVERIFY(scene.isWhole(copy, first, "first"));
        }
        QVERIFY2(step >= 5, std::to_string(step).c_str());
    }

    void noPowerCutCostsACopyWhatItHad() {
        Scene scene;
        const auto first = scene.backUp(*scene.one, scene.work, "first");
        std::uint64_t step = 0;
        for (bool done = false; !done; ++step) {
            const auto copy = scene.place("copy" + std::to_string(step));
            QVERIFY(scene.copyTo(copy, goOn).ok());
            const auto content = "content " + std::to_string(step);
            const auto newer = scene.backUp(*scene.one, scene.work, content);
            scene.disk.cutPowerAfter(step);
            done = scene.copyTo(copy, goOn).ok();
            scene.disk.restart(static_cast<unsigned>(step));
            QVERIFY2(scene.isWhole(copy, first, "first"), std::to_string(step).c_str());
            QVERIFY(!done || scene.isWhole(copy, newer, content));
            const auto again = scene.copyTo(copy, goOn);
            QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
            QVERIFY(scene.isWhole(copy, newer, content));
        }
        QVERIFY2(step >= 10, std::to_string(step).c_str());
    }

    void aRecoveryGoesOnAfterAnyPowerCut() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        scene.finished("store_copy", {{"to", copy}, {"keysPassphrase", kPassphrase}});
        const auto kept = readKeyFiles(*scene.files, scene.directory()).value();
        std::uint64_t step = 0;
        for (bool done = false; !done; ++step) {
            const auto fresh = kDisk / ("new" + std::to_string(step));
            const RecoveryRequest request{copy, fresh, [] { return base::Result(base::Secret(kPassphrase)); }, nullptr};
            scene.disk.cutPowerAfter(step);
            done = recoverFleet(*scene.files, request).ok();
            scene.disk.restart(static_cast<unsigned>(step));
            QCOMPARE(scene.disk.exists(fresh / "catalog.sqlite"), done);
            const auto again = recoverFleet(*scene.files, request);
            QVERIFY2(again.ok() != done, again.ok() ? "" : (std::to_string(step) + ": " + again.error().message).c_str());
            const auto brought = readKeyFiles(*scene.files, fresh);
            QVERIFY(brought.ok());
            for (const auto& [name, secret] : kept) QVERIFY(brought->at(name).matches(secret.reveal()));
            QVERIFY(scene.gives(**openSecondStore(*scene.files, fresh), point, "content"));
        }
        QVERIFY2(step >= 10, std::to_string(step).c_str());
    }

    void aCheckAndARepairThatAreCancelledAnywhereLoseNothing() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        scene.fill();
        const auto copy = scene.place("copy");
        QVERIFY(scene.copyTo(copy, goOn).ok());
        const auto root = scene.rootOf(point);
        int step = 0;
        for (bool done = false; !done; ++step) {
            const auto blob = scene.gateway->context().store.fetch({root})->front();
            QVERIFY(fakes::damageBlob(*scene.files, scene.directory() / "store", blob));
            scene.reopen();
            const auto checked = jobs::storeCheck(scene.gateway->context(), Json::object(), stopAt(step));
            QVERIFY(checked.ok() || checked.error().code == ErrorCode::Cancelled);
            const auto repaired = jobs::storeRepair(scene.gateway->context(), {{"from", copy}}, stopAt(step));
            done = checked.ok() && repaired.ok();
            QVERIFY(repaired.ok() || repaired.error().code == ErrorCode::Cancelled);
            QVERIFY(scene.isWhole(copy, point, "content"));
            const auto again = jobs::storeRepair(scene.gateway->context(), {{"from", copy}}, goOn);
            QVERIFY2(again.ok() && again->at("remainingCount") == 0, again.ok() ? again->dump().c_str() : "failed");
            QVERIFY(scene.gives(scene.gateway->context().store, point, "content"));
        }
        QVERIFY2(step >= 3, std::to_string(step).c_str());
    }

    void aCopyThatDiedBeforeItBeganIsNoStranger() {
        Scene scene;
        const auto copy = scene.place("copy");
        QVERIFY(scene.disk.writeFileAtomically(copy + "/copy.json.new.4711.0badcafe", "{", 0600).ok());
        QVERIFY(scene.copyTo(copy, goOn).ok());
    }

    void aDamagedStorePrunesNothingFromItsCopy() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        QVERIFY(scene.copyTo(copy, goOn).ok());
        scene.one->disconnect();
        scene.admin.reset();
        scene.gateway.reset();
        std::filesystem::remove_all(scene.directory() / "store");
        scene.open();
        const auto copied = scene.copyTo(copy, goOn);
        QVERIFY(copied.ok());
        QVERIFY(copied->at("pruneSpared").get<bool>());
        QCOMPARE(copied->at("chunksRemoved"), Json(0));
        QVERIFY(scene.isWhole(copy, point, "content"));
        QVERIFY(jobs::storeRepair(scene.gateway->context(), {{"from", copy}}, goOn).ok());
        QVERIFY(!scene.copyTo(copy, goOn)->at("pruneSpared").get<bool>());
    }
};

QTEST_GUILESS_MAIN(StoreInterruptionTest)
#include "store_interruption_test.moc"
