// A store of ours is read by a program that was written from docs/formats/store.md alone (store_reader.py), and one that was
// written once is read for ever.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "images/pack_chunk_store.h"
#include "images/restore_point.h"
#include "images/restore_point_codec.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/damaged_blob.h"
#include "tests/fakes/memory_disk.h"

using images::ChunkId;
using images::kChunkSize;
using images::kNodeSpan;

namespace {

const std::filesystem::path kGolden = TWINSET_SOURCE_DIR "/tests/images/golden/store";
constexpr images::PackLimits kSmallPacks{3'000'000};
/// Three nodes, of which the second is zeros, and a last chunk that is not whole.
constexpr std::uint64_t kDiskSize = 2 * kNodeSpan + 3 * kChunkSize + 5000;

/// A directory with a store, the keys as the gateway keeps them, and what goes on in it.
struct Place {
    std::unique_ptr<base::FileSystem> files = base::createPosixFileSystem();
    QTemporaryDir directory;
    std::filesystem::path at = directory.path().toStdString();
    images::ChunkCodec codec{{base::Secret(base::Bytes(32, 'i')), base::Secret(base::Bytes(32, 'k'))}};

    explicit Place(images::ChunkKeys keys) : codec(std::move(keys)) {}
    Place() {
        std::filesystem::create_directories(at / "keys");
        write("keys/store.id", base::Bytes(32, 'i'));
        write("keys/store.encryption", base::Bytes(32, 'k'));
    }
    void write(const std::string& name, const base::Bytes& bytes) {
        if (!files->writeFileAtomically(at / name, bytes, 0600)) qFatal("cannot write %s", name.c_str());
    }
    std::unique_ptr<images::ChunkStore> opened() {
        auto store = images::openPackChunkStore(*files, at / "store", kSmallPacks);
        if (!store) qFatal("%s", store.error().message.c_str());
        return std::move(*store);
    }
    ChunkId backUp(images::ChunkStore& store, fakes::MemoryDisk& disk, const std::optional<ChunkId>& parent = {}) {
        const auto outcome = images::backUpDisk(disk, parent, codec, store, store, {});
        if (!outcome) qFatal("%s", outcome.error().message.c_str());
        disk.clearChanges();
        return outcome->root;
    }
    /// What the other program says, as lines; its errors end the test.
    QStringList run(const QStringList& arguments, const std::string& input = "") const {
        QProcess process;
        process.start("/usr/bin/python3", QStringList{TWINSET_SOURCE_DIR "/tests/images/store_reader.py"} + arguments);
        process.write(input.c_str());
        process.closeWriteChannel();
        if (!process.waitForFinished(50'000) || process.exitCode() != 0) qFatal("%s", process.readAllStandardError().constData());
        return QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
    }
    [[nodiscard]] QString path(const std::string& name) const { return QString::fromStdString((at / name).string()); }
    /// True when the other program writes that restore point as the disk was.
    bool isReadAs(const ChunkId& root, fakes::MemoryDisk& disk) {
        run({path("store"), path("keys"), QString::fromStdString(root.hex()), path("disk")});
        const auto image = files->readFile(at / "disk").value();
        return image.size() == disk.size() && image == disk.read(0, image.size()).value();
    }
};

fakes::MemoryDisk usedDisk() {
    fakes::MemoryDisk disk(kDiskSize);
    (void)disk.write(0, fakes::noise(1, 1'000'000));
    (void)disk.write(9 * 1024 * 1024 + 77, fakes::prose(2, 9'000'000));
    (void)disk.write(2 * kNodeSpan + 12345, fakes::noise(3, 400'000));
    (void)disk.write(kDiskSize - 100, fakes::noise(4, 100));
    return disk;
}

}  // namespace

class StoreReaderTest : public QObject {
    Q_OBJECT
private slots:
    void anotherProgramReadsEveryRestorePoint() {
        Place place;
        auto disk = usedDisk();
        auto store = place.opened();
        const auto first = place.backUp(*store, disk);
        const auto before = disk;
        QVERIFY(disk.write(100'000, fakes::noise(5, 2'000'000)).ok());
        QVERIFY(disk.writeZeros(10 * 1024 * 1024, 2 * kChunkSize).ok());
        const auto second = place.backUp(*store, disk, first);
        QVERIFY(store->store({images::ChunkCodec({}).encode(fakes::prose(6, 5000))}).ok());  // of a release
        store.reset();
        QVERIFY(std::filesystem::exists(place.at / "store/pack-00000002"));
        auto restored = before;
        QVERIFY(place.isReadAs(first, restored));
        QVERIFY(place.isReadAs(second, disk));
        QStringList expected;
        for (const auto& root : {first, second})
            expected << QString::fromStdString(root.hex() + " " + std::to_string(kDiskSize));
        expected.sort();
        QCOMPARE(place.run({place.path("store"), place.path("keys")}), expected);
    }

    void anotherProgramReadsAStoreThatWasHarmed() {
        Place place;
        auto disk = usedDisk();
        auto store = place.opened();
        const auto root = place.backUp(*store, disk);
        const auto chunk = place.codec.idOf(disk.read(0, kChunkSize).value());
        const auto blob = store->fetch({chunk}).value().front();
        store.reset();
        QVERIFY(fakes::damageBlob(*place.files, place.at / "store", blob));
        store = place.opened();
        QVERIFY(!store->fetch({chunk}).ok());
        QVERIFY(store->store({place.codec.encode(disk.read(0, kChunkSize).value())}).ok());  // a later record of that id
        store.reset();
        for (const auto& entry : std::filesystem::directory_iterator(place.at / "store"))
            if (entry.path().filename().string().starts_with("table-")) std::filesystem::remove(entry.path());
        std::filesystem::path last;
        for (const auto& entry : std::filesystem::directory_iterator(place.at / "store"))
            if (entry.path().filename().string().starts_with("pack-")) last = std::max(last, entry.path());
        const auto pack = place.files->readFile(last).value();
        place.write("store/" + last.filename().string(), pack + pack.substr(32, 300));  // as a power cut may leave it
        QVERIFY(place.isReadAs(root, disk));
    }

    /// With the example of docs/formats/owner-backup.md: what follows from its recovery key is what the store is under.
    void anotherProgramReadsAnOwnersBackupWithTheRecoveryKey() {
        const auto secret = [](const char* hex) { return base::Secret(base::Bytes(base::Digest::fromHex(hex)->bytes())); };
        Place place({secret("8e774e6bc42847946c238cb7bf9add5bb77a554fef6eb13597db5645818e699d"),
                     secret("fa8f5e0a779d6860a8683670244c346a7b2a372d738fa021aea8c9dc255d1e5e")});
        auto disk = usedDisk();
        auto store = place.opened();
        const auto root = QString::fromStdString(place.backUp(*store, disk).hex());
        store.reset();
        const auto key = "000g8-40r4p-0m30d-e2o94-185gp-r38ep-1w81w-24gkn\n";  // as somebody types it
        QCOMPARE(place.run({"--owner", place.path("store"), "vp-one"}, key), QStringList{root + " " + QString::number(kDiskSize)});
        place.run({"--owner", place.path("store"), "vp-one", root, place.path("disk")}, key);
        QVERIFY(place.files->readFile(place.at / "disk").value() == disk.read(0, kDiskSize).value());
        QVERIFY(place.run({"--owner", place.path("store"), "vp-two"}, key).isEmpty());
    }

    /// Written by the first version that had this format, and never again: who changes what is read changes this test.
    void aStoreOfTheFirstVersionIsReadByBoth() {
        Place place;
        fakes::MemoryDisk disk(kNodeSpan + 2 * kChunkSize + 700);
        QVERIFY(disk.write(3000, fakes::prose(7, 2 * kChunkSize)).ok());
        QVERIFY(disk.write(kNodeSpan + kChunkSize, fakes::prose(8, kChunkSize)).ok());
        QVERIFY(disk.write(kNodeSpan + 2 * kChunkSize, fakes::noise(9, 700)).ok());
        std::filesystem::create_directories(place.at / "store");
        place.write("store/pack-00000001", place.files->readFile(kGolden / "pack-00000001").value());
        const auto roots = place.run({place.path("store"), place.path("keys")});
        QCOMPARE(roots.size(), 1);
        const auto root = ChunkId::fromHex(roots.front().section(' ', 0, 0).toStdString()).value();
        QVERIFY(place.isReadAs(root, disk));
        auto store = place.opened();
        fakes::MemoryDisk restored(disk.size());
        QVERIFY(images::restoreDisk(root, place.codec, *store, restored, {}).ok());
        QVERIFY(restored.sameContentAs(disk));
        QVERIFY(store->verify({})->empty());
    }
};

QTEST_GUILESS_MAIN(StoreReaderTest)
#include "store_reader_test.moc"
