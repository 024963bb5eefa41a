#include <sys/stat.h>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "images/release.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/faulty_file_system.h"
#include "tests/fakes/memory_chunks.h"

using base::ErrorCode;
using images::kChunkSize;

namespace {

const base::Timestamp kNow = *base::parseTimestamp("2026-11-22T12:00:00Z");
const std::filesystem::path kReleases = "/releases";

/// What an image builder leaves: parts and image.json.
struct BuiltImage {
    std::string version = "1.0.0";
    base::Bytes kernel = fakes::noise(1, 200'000);
    base::Bytes system =
        fakes::noise(2, 5 * kChunkSize) + base::Bytes(20 * kChunkSize, '\0') + fakes::prose(3, 10 * kChunkSize + 77);

    void write(const std::filesystem::path& directory) const {
        std::filesystem::create_directories(directory);
        std::ofstream(directory / "kernel", std::ios::binary) << kernel;
        std::ofstream(directory / "system.img", std::ios::binary) << system;
        std::ofstream(directory / "image.json")
            << R"({"format":1,"image":"work","version":")" << version
            << R"(","commandLine":"quiet","memoryMiB":256,"parts":["kernel","system.img"]})";
    }
};

images::ReleaseManifest packed(const BuiltImage& image, images::ChunkSink& sink) {
    QTemporaryDir directory;
    image.write(directory.path().toStdString());
    auto manifest = images::packRelease(directory.path().toStdString(), sink, kNow, {});
    if (!manifest) qFatal("%s", manifest.error().message.c_str());
    return *manifest;
}

base::Result<images::StageOutcome> stage(base::FileSystem& files, const images::ReleaseManifest& manifest,
                                         images::ChunkSource& source,
                                         const std::vector<std::filesystem::path>& staged = {}) {
    return images::stageRelease(files, manifest, kReleases / manifest.version.text(), staged, source, {});
}

bool holds(base::FileSystem& files, const std::filesystem::path& directory, const BuiltImage& image) {
    const auto kernel = files.readFile(directory / "kernel");
    const auto system = files.readFile(directory / "system.img");
    return kernel && system && *kernel == image.kernel && *system == image.system;
}

}  // namespace

class ReleaseTest : public QObject {
    Q_OBJECT
private slots:
    void aPackedReleaseStagesToTheSameParts() {
        const BuiltImage image;
        fakes::MemoryChunks chunks;
        const auto manifest = packed(image, chunks);
        QCOMPARE(manifest.image, std::string("work"));
        QCOMPARE(manifest.createdAt, kNow);
        QVERIFY(manifest.part("system.img")->digest == base::Digest::of(image.system));
        QVERIFY(!manifest.part("system.img")->chunks[10]);
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        const auto outcome = stage(files, manifest, chunks);
        QVERIFY2(outcome.ok(), outcome ? "" : outcome.error().message.c_str());
        QVERIFY(holds(files, kReleases / "1.0.0", image));
        QCOMPARE(outcome->total.value, image.kernel.size() + image.system.size());
        QCOMPARE(outcome->reused.value, 0U);
        QVERIFY(outcome->fetched.value < outcome->total.value - 20 * kChunkSize + 1);
        QCOMPARE(files.modeOf(kReleases / "1.0.0" / "system.img"), 0400U);
        QCOMPARE(*files.list(kReleases), std::vector<std::string>{"1.0.0"});
    }

    void packingAgainSendsNothing() {
        fakes::MemoryChunks chunks;
        (void)packed(BuiltImage(), chunks);
        const auto before = chunks.blobsStored;
        (void)packed(BuiltImage(), chunks);
        QCOMPARE(chunks.blobsStored, before);
    }

    void onlyDifferencesTravel() {
        BuiltImage first;
        BuiltImage second;
        second.version = "1.1.0";
        second.system.replace(3 * kChunkSize + 5, 10, "difference");
        fakes::MemoryChunks chunks;
        const auto firstManifest = packed(first, chunks);
        chunks.blobsStored = 0;
        const auto secondManifest = packed(second, chunks);
        QCOMPARE(chunks.blobsStored, 1U);
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        QVERIFY(stage(files, firstManifest, chunks).ok());
        chunks.blobsFetched = 0;
        const auto outcome = stage(files, secondManifest, chunks, {kReleases / "1.0.0", "/releases/none"});
        QVERIFY(outcome.ok());
        QCOMPARE(chunks.blobsFetched, 1U);
        QCOMPARE(outcome->fetched.value, kChunkSize);
        QCOMPARE(outcome->reused.value, second.kernel.size() + second.system.size() - 21 * kChunkSize);
        QVERIFY(holds(files, kReleases / "1.1.0", second));
        QVERIFY(holds(files, kReleases / "1.0.0", first));
    }

    void aDamagedStagedReleaseIsNotReused() {
        BuiltImage image;
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        QVERIFY(stage(files, packed(image, chunks), chunks).ok());
        files.damage(kReleases / "1.0.0" / "system.img", 100, 1);
        image.version = "1.1.0";
        const auto manifest = packed(image, chunks);
        chunks.blobsFetched = 0;
        QVERIFY(stage(files, manifest, chunks, {kReleases / "1.0.0"}).ok());
        QCOMPARE(chunks.blobsFetched, 1U);
        QVERIFY(holds(files, kReleases / "1.1.0", image));
    }

    void stagingWhatIsThereDoesNothing() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        const auto manifest = packed(BuiltImage(), chunks);
        QVERIFY(stage(files, manifest, chunks).ok());
        chunks.blobs.clear();
        const auto again = stage(files, manifest, chunks);
        QVERIFY(again.ok());
        QCOMPARE(again->fetched.value, 0U);
        auto other = manifest;
        other.commandLine = "other";
        QCOMPARE(stage(files, other, chunks).error().code, ErrorCode::Conflict);
    }

    void aDamagedChunkFromTheSourceIsRefusedAndTheNextRunMends() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        const BuiltImage image;
        const auto manifest = packed(image, chunks);
        const auto id = *manifest.part("system.img")->chunks[2];
        auto damaged = chunks;
        damaged.blobs.at(id)[1000] ^= 1;
        const auto outcome = stage(files, manifest, damaged);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Corrupt);
        QVERIFY(outcome.error().message.find(id.hex()) != std::string::npos);
        QVERIFY(outcome.error().message.find("release work 1.0.0") != std::string::npos);
        QVERIFY(!files.exists(kReleases / "1.0.0"));
        QVERIFY(stage(files, manifest, chunks).ok());
        QVERIFY(holds(files, kReleases / "1.0.0", image));
    }

    void aMissingChunkIsNamed() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        const auto manifest = packed(BuiltImage(), chunks);
        const auto id = *manifest.part("kernel")->chunks[0];
        chunks.blobs.erase(id);
        const auto outcome = stage(files, manifest, chunks);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::NotFound);
        QVERIFY(outcome.error().message.find(id.hex()) != std::string::npos);
    }

    void aWrongDigestOfAPartIsRefused() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        auto manifest = packed(BuiltImage(), chunks);
        manifest.parts[1].digest = base::Digest::of("other");
        const auto outcome = stage(files, manifest, chunks);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Corrupt);
        QVERIFY(!files.exists(kReleases / "1.0.0"));
    }

    void anInterruptedStageUsesWhatItFetched() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        BuiltImage image;
        image.kernel = fakes::noise(8, 80 * kChunkSize);
        const auto manifest = packed(image, chunks);
        const auto total = chunks.blobs.size();
        const auto cancelled =
            images::stageRelease(files, manifest, kReleases / "1.0.0", {}, chunks,
                                 [](std::uint64_t done, std::uint64_t) { return done < 70 * kChunkSize; });
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
        QVERIFY(!files.exists(kReleases / "1.0.0"));
        QVERIFY(chunks.blobsFetched >= 60);
        chunks.blobsFetched = 0;
        QVERIFY(stage(files, manifest, chunks).ok());
        QVERIFY2(chunks.blobsFetched <= total - 40, qPrintable(QString::number(chunks.blobsFetched)));
        QVERIFY(holds(files, kReleases / "1.0.0", image));
        QVERIFY(!files.exists(kReleases / "1.0.0.partial"));
    }

    void aReleaseIsWholeOrAbsentAfterAPowerCutAtAnyStep() {
        fakes::MemoryChunks chunks;
        const BuiltImage image;
        const auto manifest = packed(image, chunks);
        for (std::uint64_t cut = 0;; ++cut) {
            fakes::FaultyFileSystem files;
            QVERIFY(files.createDirectories(kReleases).ok());
            files.cutPowerAfter(cut);
            const bool staged = stage(files, manifest, chunks).ok();
            files.restart(static_cast<unsigned>(cut));
            if (staged || files.exists(kReleases / "1.0.0"))
                QVERIFY2(holds(files, kReleases / "1.0.0", image), qPrintable(QString::number(cut)));
            QVERIFY(stage(files, manifest, chunks).ok());
            QVERIFY(holds(files, kReleases / "1.0.0", image));
            QCOMPARE(files.modeOf(kReleases / "1.0.0" / "kernel"), 0400U);
            if (staged) {
                QVERIFY(cut > 20);
                return;
            }
        }
    }

    void aFullDiskIsReportedAndTheNextRunGoesOn() {
        fakes::MemoryChunks chunks;
        fakes::FaultyFileSystem files;
        QVERIFY(files.createDirectories(kReleases).ok());
        const BuiltImage image;
        const auto manifest = packed(image, chunks);
        files.failAfter(8, base::errorFromErrno(ENOSPC, "cannot write", kReleases / "1.0.0.partial" / "kernel"));
        const auto outcome = stage(files, manifest, chunks);
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Unavailable);
        QVERIFY(!files.exists(kReleases / "1.0.0"));
        QVERIFY(stage(files, manifest, chunks).ok());
        QVERIFY(holds(files, kReleases / "1.0.0", image));
    }

    void stagedFilesAreSparseOnARealDisk() {
        QTemporaryDir directory;
        const auto files = base::createPosixFileSystem();
        fakes::MemoryChunks chunks;
        BuiltImage image;
        image.system = fakes::noise(1, kChunkSize) + base::Bytes(512 * kChunkSize, '\0') + fakes::noise(2, kChunkSize);
        const auto target = std::filesystem::path(directory.path().toStdString()) / "1.0.0";
        QVERIFY(images::stageRelease(*files, packed(image, chunks), target, {}, chunks, {}).ok());
        QVERIFY(holds(*files, target, image));
        struct stat info {};
        QVERIFY(::stat((target / "system.img").c_str(), &info) == 0);
        QVERIFY(static_cast<std::uint64_t>(info.st_blocks) * 512 < 8 * kChunkSize);
        QCOMPARE(info.st_mode & 0777U, 0400U);
    }

    void aDirectoryThatHoldsNoImageIsRefused() {
        QTemporaryDir directory;
        fakes::MemoryChunks chunks;
        const std::filesystem::path path = directory.path().toStdString();
        QCOMPARE(images::packRelease(path, chunks, kNow, {}).error().code, ErrorCode::InvalidInput);
        BuiltImage().write(path);
        std::filesystem::remove(path / "kernel");
        QCOMPARE(images::packRelease(path, chunks, kNow, {}).error().code, ErrorCode::NotFound);
        for (const auto* text :
             {"", "{}", "[]", R"({"format":2})",
              R"({"format":1,"image":"w","version":"1.0.0","commandLine":"","memoryMiB":256,"parts":["../x"]})"}) {
            std::ofstream(path / "image.json") << text;
            QCOMPARE(images::packRelease(path, chunks, kNow, {}).error().code, ErrorCode::InvalidInput);
        }
        QVERIFY(chunks.blobs.empty());
    }

    void packingCanBeCancelled() {
        QTemporaryDir directory;
        fakes::MemoryChunks chunks;
        BuiltImage().write(directory.path().toStdString());
        const auto outcome =
            images::packRelease(directory.path().toStdString(), chunks, kNow, [](auto, auto) { return false; });
        QVERIFY(!outcome && outcome.error().code == ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ReleaseTest)
#include "release_test.moc"
