// The store is looked after: its size, damage and what it touches, mending from a copy, a copy that is made, continued and
// pruned, and a fleet that is had again from nothing but the copy.
#include <QProcess>
#include <QtTest>

#include <filesystem>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/fleet_keys.h"
#include "fleet/gateway/recovery.h"
#include "images/chunk_store.h"
#include "images/restore_point.h"
#include "tests/fakes/damaged_blob.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fleet/gateway/fleet_fixture.h"

using namespace fleet;
using base::ErrorCode;
using base::Json;

namespace {

const std::string kPassphrase = "correct horse battery";

struct Scene : FleetFixture {
    Scene() {
        if (!publish("1.0.0", "system one").ok()) qFatal("cannot publish");
        one = std::make_unique<FakeHandset>(*this, "one");
        one->connect();
        work = createPhone("one", "work", "");
        one->reportRunning(work);
    }
    ~Scene() {
        admin.reset();
        gateway.reset();  // before the places that it may be in
    }
    [[nodiscard]] std::string place(const std::string& name) const {
        const auto path = std::filesystem::path(m_places.filePath(QString::fromStdString(name)).toStdString());
        std::filesystem::create_directories(path);
        return path.string();
    }
    [[nodiscard]] images::ChunkId chunkOf(const std::string& content) const {
        auto plain = content;
        plain.resize(images::kChunkSize);
        return images::ChunkCodec(gateway->context().keys.store).idOf(plain);
    }
    /// Flips a bit of a chunk's blob on the disk, and starts the gateway anew.
    void damage(const images::ChunkId& id) {
        const auto blob = gateway->context().store.fetch({id})->front();
        if (!fakes::damageBlob(*files, directory() / "store", blob)) qFatal("cannot damage the store");
        restart();
    }
    void losePacks() {
        one->disconnect();
        admin.reset();
        gateway.reset();
        std::filesystem::remove_all(directory() / "store");
        open();
        one->connect();
    }
    void restart() {
        one->disconnect();
        reopen();
        one->connect();
    }
    bool alerted(const std::string& kind) {
        return call("alert_list", Json::object()).dump().find(kind) != std::string::npos;
    }
    /// Brings a restore point back byte by byte.
    bool canRestore(const std::string& point, const std::string& content) {
        auto& context = gateway->context();
        const auto row = context.catalog.read([&](catalog::Transaction& transaction) -> base::Result<base::Digest> {
            return catalog::RestorePointTable(transaction).find(base::RestorePointId(point))->root;
        });
        fakes::MemoryDisk disk(4 * images::kChunkSize);
        const auto restored = images::restoreDisk(*row, images::ChunkCodec(context.keys.store), context.store, disk,
                                                  [](auto, auto) { return true; });
        return restored.ok() && disk.read(images::kChunkSize, content.size()).valueOr("") == content;
    }
    RecoveryRequest recovery(const std::string& copy, const std::string& to, const std::string& passphrase) {
        return {copy, to, [passphrase] { return base::Result<base::Secret>(base::Secret(passphrase)); }, nullptr};
    }
    /// What stands in for the lost gateway.
    void openAt(const std::string& data) {
        admin.reset();
        gateway.reset();
        options.dataDirectory = data;
        open();
    }
    std::unique_ptr<FakeHandset> one;
    std::string work;

private:
    QTemporaryDir m_places;
};

}  // namespace

class StoreCareTest : public QObject {
    Q_OBJECT

private slots:
    void itsSizeIsShown() {
        Scene scene;
        const auto before = scene.call("store_stats", Json::object());
        scene.backUp(*scene.one, scene.work, "content");
        const auto after = scene.call("store_stats", Json::object());
        QCOMPARE(after.at("restorePoints"), Json(1));
        QCOMPARE(after.at("releases"), Json(1));
        QCOMPARE(after.at("chunks").get<int>(), before.at("chunks").get<int>() + 3);
        QVERIFY(after.at("storedBytes") > before.at("storedBytes"));
        QVERIFY(after.at("freeBytes").get<std::int64_t>() > 0);
    }

    void aWholeStoreIsFoundWhole() {
        Scene scene;
        scene.backUp(*scene.one, scene.work, "content");
        const auto found = scene.finished("store_check", Json::object());
        QCOMPARE(found.at("damagedCount"), Json(0));
        QCOMPARE(found.at("examinedRestorePoints"), Json(1));
        QCOMPARE(found.at("examinedReleases"), Json(1));
        QVERIFY(!scene.alerted("store_damaged"));
    }

    void damageIsNamedWithThePhoneAndTheMomentItTouches() {
        Scene scene;
        scene.backUp(*scene.one, scene.work, "what was before");
        const auto touched = scene.backUp(*scene.one, scene.work, "content");
        scene.damage(scene.chunkOf("content"));
        const auto found = scene.finished("store_check", Json::object());
        QCOMPARE(found.at("damagedCount"), Json(1));
        QCOMPARE(found.at("damaged").at(0).at("chunk"), Json(scene.chunkOf("content").hex()));
        QCOMPARE(found.at("restorePoints").size(), std::size_t{1});
        const auto& point = found.at("restorePoints").at(0);
        QCOMPARE(point.at("restorePoint"), Json(touched));
        QCOMPARE(point.at("phone"), Json(scene.work));
        QCOMPARE(point.at("takenAt"), Json(base::formatTimestamp(scene.clock.now())));
        for (const auto* kind : {"store_damaged", "restore_point_damaged"}) QVERIFY(scene.alerted(kind));
        scene.backUp(*scene.one, scene.work, "content");
        QCOMPARE(scene.finished("store_check", Json::object()).at("damagedCount"), Json(0));
        QVERIFY(scene.canRestore(touched, "content"));
    }

    void aDamagedReleaseIsNamedAndMendedByPublishingItAgain() {
        Scene scene;
        const auto chunk = images::ChunkCodec(images::ChunkKeys{}).idOf("system one");
        scene.damage(chunk);
        const auto found = scene.finished("store_check", Json::object());
        QCOMPARE(found.at("releases").at(0).at("version"), Json("1.0.0"));
        QVERIFY(scene.alerted("release_damaged"));
        QVERIFY(scene.publish("1.0.0", "system one").ok());
        QCOMPARE(scene.finished("store_check", Json::object()).at("damagedCount"), Json(0));
    }

    void whatReadingMeetsIsAnAlertWithoutACheck() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        scene.damage(scene.chunkOf("content"));
        QVERIFY(!scene.canRestore(point, "content"));
        scene.gateway->tick();
        QVERIFY(scene.alerted("store_damaged"));
    }

    void theStoreIsMendedFromACopy() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        scene.finished("store_copy", {{"to", copy}});
        scene.damage(scene.chunkOf("content"));
        QCOMPARE(scene.finished("store_repair", Json::object()).at("remainingCount"), Json(1));
        const auto mended = scene.finished("store_repair", {{"from", copy}});
        QCOMPARE(mended.at("remainingCount"), Json(0));
        QVERIFY(scene.canRestore(point, "content"));
    }

    void aStoreThatLostItsPacksIsMendedFromACopy() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        scene.finished("store_copy", {{"to", copy}});
        scene.losePacks();
        QCOMPARE(scene.finished("store_check", Json::object()).at("restorePoints").size(), std::size_t{1});
        const auto mended = scene.finished("store_repair", {{"from", copy}});
        QCOMPARE(mended.at("chunksHealed"), Json(4));  // root, node, chunk; the release
        QVERIFY(mended.at("restorePoints").empty() && mended.at("releases").empty());
        QVERIFY(scene.canRestore(point, "content"));
    }

    void aCopyIsContinuedAndPruned() {
        Scene scene;
        scene.backUp(*scene.one, scene.work, "first");
        const auto copy = scene.place("copy");
        QCOMPARE(scene.finished("store_copy", {{"to", copy}}).at("chunksCopied"), Json(4));
        scene.backUp(*scene.one, scene.work, "second");
        QCOMPARE(scene.finished("store_copy", {{"to", copy}}).at("chunksCopied"), Json(3));
        scene.call("retention_set", {{"keep", {{"last", 1}}}});
        scene.finished("restore_point_prune", Json::object());
        const auto kept = scene.finished("store_copy", {{"to", copy}});
        QCOMPARE(kept.at("chunksRemoved"), Json(0));
        const auto pruned = scene.finished("store_copy", {{"to", copy}, {"prune", true}});
        QCOMPARE(pruned.at("chunksCopied"), Json(0));
        QCOMPARE(pruned.at("chunksRemoved"), Json(3));
    }

    void aLostGatewayIsHadAgainFromTheCopy() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        const auto copied = scene.finished("store_copy", {{"to", copy}, {"keysPassphrase", kPassphrase}});
        QVERIFY(copied.at("withKeys").get<bool>());
        const auto fingerprint = scene.one->fingerprint;
        const auto lost = scene.directory();
        scene.openAt(scene.place("elsewhere"));
        std::filesystem::remove_all(lost);
        const auto fresh = scene.place("new") + "/data";
        const auto wrong = recoverFleet(*scene.files, scene.recovery(copy, fresh, "another passphrase"));
        QCOMPARE(wrong.error().code, ErrorCode::Denied);
        const auto recovered = recoverFleet(*scene.files, scene.recovery(copy, fresh, kPassphrase));
        QVERIFY2(recovered.ok(), recovered.ok() ? "" : recovered.error().message.c_str());
        QVERIFY(recovered->chunks.problems.empty());
        scene.openAt(fresh);
        QVERIFY(scene.canRestore(point, "content"));
        QCOMPARE(scene.finished("store_check", Json::object()).at("damagedCount"), Json(0));
        // The handset is known, and comes back without being enrolled again.
        QVERIFY(std::holds_alternative<base::HandsetId>(scene.gateway->gate().admit(fingerprint)));
        QCOMPARE(recoverFleet(*scene.files, scene.recovery(copy, fresh, kPassphrase)).error().code, ErrorCode::Conflict);
    }

    void aCopyWithoutKeysNeedsThemFromElsewhere() {
        Scene scene;
        const auto point = scene.backUp(*scene.one, scene.work, "content");
        const auto copy = scene.place("copy");
        QVERIFY(!scene.finished("store_copy", {{"to", copy}}).at("withKeys").get<bool>());
        const auto lost = scene.directory();
        scene.openAt(scene.place("elsewhere"));
        const auto fresh = std::filesystem::path(scene.place("new"));
        const auto refused = recoverFleet(*scene.files, scene.recovery(copy, fresh, kPassphrase));
        QCOMPARE(refused.error().code, ErrorCode::NotFound);
        QVERIFY(!scene.files->exists(fresh / "catalog.sqlite"));
        for (const auto* kept : {"keys", "ca"})
            std::filesystem::copy(lost / kept, fresh / kept, std::filesystem::copy_options::recursive);
        std::filesystem::remove_all(lost);
        QVERIFY(recoverFleet(*scene.files, scene.recovery(copy, fresh, kPassphrase)).ok());
        scene.openAt(fresh);
        QVERIFY(scene.canRestore(point, "content"));
    }

    void anotherProgramReadsACopy() {
        Scene scene;
        const auto content = "what the owner wrote";
        const auto point = scene.backUp(*scene.one, scene.work, content);
        const auto copy = scene.place("copy");
        scene.finished("store_copy", {{"to", copy}, {"keysPassphrase", kPassphrase}});
        const auto run = [&](const QStringList& arguments, const std::string& passphrase) {
            QProcess reader;
            reader.start("/usr/bin/python3", QStringList{TWINSET_SOURCE_DIR "/tests/images/store_reader.py", "--copy", QString::fromStdString(copy)} + arguments);
            reader.write((passphrase + "\n").c_str());
            reader.closeWriteChannel();
            reader.waitForFinished(30'000);
            return reader.readAllStandardOutput() + reader.readAllStandardError();
        };
        const auto listed = run({}, kPassphrase);
        QVERIFY2(listed.startsWith(point.c_str()), listed.constData());
        QVERIFY2(listed.contains(scene.phone(scene.work).at("name").get<std::string>().c_str()), listed.constData());
        const auto disk = scene.place("disk") + "/image";
        const auto said = run({QString::fromStdString(point), QString::fromStdString(disk)}, kPassphrase);
        QVERIFY2(said.isEmpty(), said.constData());
        const auto image = scene.files->readFile(disk).value();
        QCOMPARE(image.size(), 4 * images::kChunkSize);
        QCOMPARE(image.substr(images::kChunkSize, std::strlen(content)), std::string(content));
        QVERIFY(run({}, "another passphrase").contains("another passphrase"));
    }

    void nothingReadableLiesInACopy() {
        Scene scene;
        scene.call("person_create", {{"name", "Ada Lovelace"}});
        scene.backUp(*scene.one, scene.work, "a secret of the owner");
        const auto copy = scene.place("copy");
        scene.finished("store_copy", {{"to", copy}, {"keysPassphrase", kPassphrase}});
        for (const auto& entry : std::filesystem::recursive_directory_iterator(copy)) {
            if (!entry.is_regular_file()) continue;
            const auto bytes = *scene.files->readFile(entry.path());
            for (const auto* text : {"Ada Lovelace", "a secret of the owner", "SQLite format"})
                QVERIFY2(bytes.find(text) == std::string::npos, entry.path().c_str());
        }
        QVERIFY(scene.call("audit_list", Json::object()).dump().find("store_copy") != std::string::npos);
        QVERIFY(scene.call("operation_list", Json::object()).dump().find(kPassphrase) == std::string::npos);
    }

    void placesThatWillNotDoAreRefused() {
        Scene scene;
        const auto code = [&](const std::string& to) { return scene.refused("store_copy", {{"to", to}}).code; };
        QCOMPARE(code("copy"), ErrorCode::InvalidInput);
        QCOMPARE(code("/nowhere/at/all"), ErrorCode::NotFound);
        QCOMPARE(code((scene.directory() / "store").string()), ErrorCode::InvalidInput);
        QCOMPARE(code(scene.directory().parent_path().string()), ErrorCode::InvalidInput);
        const auto used = scene.place("used");
        QVERIFY(scene.files->writeFileAtomically(used + "/letter", "dear", 0600).ok());
        QCOMPARE(code(used), ErrorCode::Conflict);
        const auto other = scene.place("other");
        Scene another;
        another.finished("store_copy", {{"to", other}});
        QCOMPARE(code(other), ErrorCode::Conflict);
        QCOMPARE(scene.refused("store_copy", {{"to", scene.place("copy")}, {"keysPassphrase", "short"}}).code,
                 ErrorCode::InvalidInput);
        QCOMPARE(scene.refused("store_repair", {{"from", "/nowhere/at/all"}}).code, ErrorCode::NotFound);
    }

    void pathsOfTheGatewayAreForAdministrators() {
        Scene scene;
        for (const auto role : {kHelpDesk, kAuditor, kAutomation}) {
            const auto service = scene.as(role);
            QCOMPARE(service->call("store_copy", {{"to", scene.place("copy")}}).error().code, ErrorCode::Denied);
            QCOMPARE(service->call("store_repair", Json::object()).error().code, ErrorCode::Denied);
            QVERIFY(service->call("store_stats", Json::object()).ok());
        }
    }
};

QTEST_GUILESS_MAIN(StoreCareTest)
#include "store_care_test.moc"
