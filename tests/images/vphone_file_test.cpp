// Virtual phone files: what goes in comes out, other programs read them, and nothing else passes for one.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "images/vphone/vphone_file.h"
#include "tests/fakes/bytes_file.h"
#include "tests/fakes/memory_disk.h"

using base::ErrorCode;

namespace {

constexpr unsigned kCheapWork = 4;
constexpr std::uint64_t kGrain = 64 * 1024;
/// More than two grain tables, and not a multiple of a grain.
constexpr std::uint64_t kDiskSize = 80 * 1024 * 1024 + 1536;

images::PhoneDescription description() {
    images::PhoneDescription described;
    described.restorePoint = base::RestorePointId("rp-0123456789abcdef");
    described.takenAt = base::Timestamp(std::chrono::hours(24 * 20000));
    described.consistency = "frozen";
    described.phone = base::PhoneId("vp-0123456789abcdef");
    described.name = "Ada <Lovelace> & \"work\"";
    described.persona = "work";
    described.memoryMiB = 512;
    described.cpus = 2;
    described.image = "reference-work";
    described.version = "1.2.0";
    described.parts = {{"kernel", {7}, base::Digest::of("kernel")}, {"system.img", {9}, base::Digest::of("system")}};
    described.diskSize.value = kDiskSize;
    return described;
}

/// Something in every table, at the very end too; some of it does not compress.
fakes::MemoryDisk phoneDisk() {
    fakes::MemoryDisk disk(kDiskSize);
    (void)disk.write(0, "the beginning");
    (void)disk.write(5 * kGrain, base::randomBytes(3 * kGrain));
    (void)disk.write(40 * 1024 * 1024 + 17, std::string(100'000, 'x'));
    (void)disk.write(kDiskSize - 5, "ended");
    return disk;
}

base::Result<void> writeContent(images::VphoneWriter& writer, fakes::MemoryDisk& disk) {
    TWINSET_ASSIGN(const auto extents, disk.extents());
    for (const auto& extent : extents) {
        if (extent.zero) continue;
        TWINSET_ASSIGN(const auto bytes, disk.read(extent.offset, static_cast<std::size_t>(extent.length)));
        TWINSET_TRY(writer.write(extent.offset, bytes));
    }
    return {};
}

struct Scene {
    QTemporaryDir scratch;
    std::unique_ptr<base::FileSystem> files = base::createPosixFileSystem();
    std::filesystem::path path = scratch.filePath("ada.vphone").toStdString();
    base::Secret passphrase{"open sesame"};
    fakes::MemoryDisk disk = phoneDisk();

    void write(bool encrypt) {
        std::optional<images::AgeKey> key;
        if (encrypt) key = *images::createAgeKey(passphrase, kCheapWork);
        const auto file = files->open(path, base::OpenMode::CreateNew);
        QVERIFY(file.ok());
        const auto writer = images::beginVphone(**file, description(), key, description().takenAt);
        QVERIFY(writer.ok());
        QVERIFY(writeContent(**writer, disk).ok());
        const auto finished = (*writer)->finish();
        QVERIFY2(finished.ok(), finished ? "" : finished.error().message.c_str());
    }
    [[nodiscard]] base::Bytes bytes() const { return *files->readFile(path); }

    /// Opens, checks and reads everything, as an import does.
    base::Result<fakes::MemoryDisk> read(base::BytesView bytes) const {
        fakes::BytesFile file(bytes);
        TWINSET_ASSIGN(const auto reader, images::VphoneReader::open(file));
        if (reader->encrypted()) TWINSET_TRY(reader->unlock(passphrase));
        TWINSET_ASSIGN(const auto described, reader->verify({}));
        if (images::descriptionJson(described) != images::descriptionJson(description()))
            return {ErrorCode::Internal, "another description"};
        fakes::MemoryDisk copy(described.diskSize.value);
        TWINSET_TRY(
            reader->readDisk([&](std::uint64_t offset, base::BytesView piece) { return copy.write(offset, piece); }));
        return copy;
    }
    bool run(const QString& program, const QStringList& arguments) const {
        QProcess process;
        process.setWorkingDirectory(scratch.path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        const bool ran =
            process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
        if (!ran) qWarning("%s", process.readAll().constData());
        return ran;
    }
};

void bothKinds() {
    QTest::addColumn<bool>("encrypt");
    QTest::newRow("plain") << false;
    QTest::newRow("encrypted") << true;
}

}  // namespace

class VphoneFileTest : public QObject {
    Q_OBJECT
private slots:
    void aPhoneComesBackAsItWas_data() { bothKinds(); }
    void aPhoneComesBackAsItWas() {
        QFETCH(bool, encrypt);
        Scene scene;
        scene.write(encrypt);
        const auto copy = scene.read(scene.bytes());
        QVERIFY2(copy.ok(), copy ? "" : copy.error().message.c_str());
        QVERIFY(copy->sameContentAs(scene.disk));
        QVERIFY(scene.bytes().size() < 400'000);  // zeros take no room
    }

    void tarAndSha256sumReadThePackage_data() { bothKinds(); }
    void tarAndSha256sumReadThePackage() {
        QFETCH(bool, encrypt);
        Scene scene;
        scene.write(encrypt);
        QVERIFY(scene.run("tar", {"xf", "ada.vphone"}));
        QVERIFY(scene.run("sha256sum", {"--check", "--strict", "phone.mf"}));
    }

    void qemuReadsTheDiskOfAPlainPackage() {
        Scene scene;
        scene.write(false);
        QVERIFY(scene.run("tar", {"xf", "ada.vphone"}));
        QVERIFY(scene.run("qemu-img", {"convert", "-f", "vmdk", "-O", "raw", "disk1.vmdk", "disk1.raw"}));
        const auto raw = *scene.files->readFile(scene.scratch.filePath("disk1.raw").toStdString());
        QVERIFY(raw == *scene.disk.read(0, kDiskSize));
    }

    void anEncryptedPackageDoesNotSayWhosePhoneItIs() {
        Scene scene;
        scene.write(true);
        for (const auto* word : {"Lovelace", "the beginning", "reference-work", "vp-0123456789abcdef"})
            QVERIFY2(scene.bytes().find(word) == base::Bytes::npos, word);
    }

    void anotherPassphraseOpensNothing() {
        Scene scene;
        scene.write(true);
        const auto bytes = scene.bytes();
        fakes::BytesFile file(bytes);
        const auto reader = images::VphoneReader::open(file);
        QCOMPARE((*reader)->unlock(base::Secret("open barley")).error().code, ErrorCode::Denied);
    }

    void anyByteThatWasChangedIsNoticed_data() { bothKinds(); }
    void anyByteThatWasChangedIsNoticed() {
        QFETCH(bool, encrypt);
        Scene scene;
        scene.write(encrypt);
        const auto good = scene.bytes();
        // The headers' times and owners say nothing; what they frame is compared, and the padding behind it is not.
        for (std::size_t at = 512; at < good.size(); at += at < 4096 ? 61 : 9973) {
            auto bytes = good;
            bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
            const auto copy = scene.read(bytes);
            QVERIFY2(!copy || copy->sameContentAs(scene.disk), std::to_string(at).c_str());
            if (at > 6000 && at < good.size() - 4096) QVERIFY2(!copy, std::to_string(at).c_str());
        }
    }

    void aFileThatWasCutOffIsNotImported() {
        Scene scene;
        scene.write(true);
        const auto good = scene.bytes();
        for (std::size_t size = 0; size < good.size(); size += 6007)
            QVERIFY(!scene.read(base::BytesView(good).substr(0, size)));
        QVERIFY(!scene.read(good + base::Bytes(512, 'x')));
    }

    void theDiskOfAnotherFileIsRefusedWhateverTheManifestSays() {
        Scene scene, other;  // of equal sizes: only bytes that do not compress differ
        scene.write(false);
        other.write(false);
        auto mixed = other.bytes();
        const auto own = scene.bytes();
        QCOMPARE(mixed.size(), own.size());
        const auto description = own.rfind("{\"consistency\"");
        mixed.replace(description, own.size() - description, own.substr(description));
        const base::Bytes line = "SHA256(phone.json)= ";
        const auto digest = own.find(line) + line.size();
        mixed.replace(digest, 64, own.substr(digest, 64));
        const auto copy = scene.read(mixed);
        QVERIFY(!copy);
        QVERIFY2(copy.error().message.find("not the one that its description names") != std::string::npos,
                 copy.error().message.c_str());
    }

    void whatBrokeOffIsTakenUp_data() { bothKinds(); }
    void whatBrokeOffIsTakenUp() {
        QFETCH(bool, encrypt);
        Scene scene;
        scene.write(encrypt);
        const auto good = scene.bytes();
        std::uint64_t most = 0;
        for (std::size_t size = 0; size < good.size(); size += 5003) {
            fakes::MemoryDisk copy(kDiskSize);
            const auto cut = good.substr(0, size);
            fakes::BytesFile file(cut);
            const auto reached = images::salvageVphone(
                file, description(), encrypt ? &scene.passphrase : nullptr,
                [&](std::uint64_t offset, base::BytesView piece) { return copy.write(offset, piece); });
            QVERIFY(reached.ok());
            QVERIFY(*reached >= most || encrypt);
            most = std::max(most, *reached);
            QVERIFY(*copy.read(0, *reached) == *scene.disk.read(0, *reached));
        }
        QVERIFY(most > 0);
    }

    void whatBrokeOffOfAnotherRestorePointIsNotTakenUp() {
        Scene scene;
        scene.write(false);
        const auto bytes = scene.bytes();
        fakes::BytesFile file(bytes);
        auto other = description();
        other.restorePoint = base::RestorePointId("rp-another");
        const auto reached =
            images::salvageVphone(file, other, nullptr, [](std::uint64_t, base::BytesView) -> base::Result<void> {
                return {ErrorCode::Internal, "must not be asked"};
            });
        QCOMPARE(*reached, std::uint64_t{0});
    }

    void whatTheProgramAgeWroteIsRead() {
        const auto files = base::createPosixFileSystem();
        const auto bytes = *files->readFile(TWINSET_SOURCE_DIR "/tests/images/golden/written_by_age.age");
        const auto key = images::openAgeKey(bytes, base::Secret("open sesame"));
        QVERIFY2(key.ok(), key ? "" : key.error().message.c_str());
        fakes::BytesFile file(bytes);
        images::FileStretch stretch(file, 0, bytes.size());
        images::AgeReader reader(*key, stretch);
        QVERIFY(*reader.read(1000) == "what the program age wrote");
    }

    void aHeaderThatAsksForTooMuchWorkIsRefused() {
        auto key = *images::createAgeKey(base::Secret("open sesame"), kCheapWork);
        const auto at = key.header.find(" 4\n");
        key.header.replace(at, 3, " 30\n");
        QCOMPARE(images::openAgeKey(key.header, base::Secret("open sesame")).error().code, ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(VphoneFileTest)
#include "vphone_file_test.moc"
