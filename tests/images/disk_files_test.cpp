// Against file systems that mke2fs makes and fills.
#include "images/files/disk_files.h"

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/ext4_image.h"

using base::ErrorCode;
using images::FileKind;

namespace {

constexpr std::size_t kLetterSize = 3'000'001;

/// An image in memory.
class ImageDisk final : public base::BlockReader {
public:
    base::Bytes bytes;
    bool lost = false;
    [[nodiscard]] std::uint64_t size() const override { return bytes.size(); }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        if (lost) return {ErrorCode::NotFound, "chunk 00 is not in the store"};
        if (offset > size() || length > size() - offset) return {ErrorCode::InvalidInput, "beyond the end"};
        return bytes.substr(offset, length);
    }
    base::Result<std::vector<base::Extent>> extents() override { return std::vector<base::Extent>{{0, size(), false, true}}; }
};

/// A phone's data: documents, a sparse file, links, a file that mke2fs takes inline, a directory of 400 entries.
ImageDisk madePhoneData(const QStringList& options) {
    const QTemporaryDir scratch;
    const std::filesystem::path root = scratch.filePath("tree").toStdString();
    std::filesystem::create_directories(root / "home/documents/many");
    std::ofstream(root / "home/documents/letter.txt") << fakes::prose(7, kLetterSize);
    std::ofstream(root / "home/small") << "a few words";
    for (int i = 0; i < 400; ++i) std::ofstream(root / "home/documents/many" / ("picture-" + std::to_string(i) + ".jpg")) << i;
    std::ofstream sparse(root / "home/sparse");
    sparse.seekp(5'000'000);
    sparse << "end";
    sparse.close();
    std::filesystem::create_symlink("documents/letter.txt", root / "home/latest");
    std::filesystem::create_symlink("/home/" + std::string(200, 'x'), root / "home/broken");
    std::filesystem::create_symlink("loop", root / "home/loop");
    std::filesystem::permissions(root / "home/small", std::filesystem::perms(0640));
    std::vector<std::string> words;
    for (const auto& option : options) words.push_back(option.toStdString());
    ImageDisk disk;
    disk.bytes = fakes::ext4Image(root, "32M", words);
    return disk;
}

ImageDisk phoneData(const QStringList& options = {}) {
    static std::map<QStringList, ImageDisk> made;
    if (!made.contains(options)) made.emplace(options, madePhoneData(options));
    return made.at(options);
}

const std::filesystem::path kProgram = TWINSET_BIN_DIR "/twinset-files";

}  // namespace

class DiskFilesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<images::DiskFiles> filesOf(base::BlockReader& disk) { return images::readFilesApart(disk, kProgram); }

private slots:
    void aDirectoryIsListedWithWhatPeopleLookFor() {
        auto disk = phoneData();
        const auto listing = filesOf(disk)->list("/home");
        QVERIFY2(listing.ok(), listing.ok() ? "" : listing.error().message.c_str());
        QStringList names;
        for (const auto& entry : listing->entries) names << QString::fromStdString(entry.name);
        QCOMPARE(names, QStringList({"broken", "documents", "latest", "loop", "small", "sparse"}));
        const auto& broken = listing->entries[0];
        QCOMPARE(broken.kind, FileKind::Link);
        QCOMPARE(broken.target, "/home/" + std::string(200, 'x'));
        QCOMPARE(listing->entries[1].kind, FileKind::Directory);
        QCOMPARE(listing->entries[2].target, std::string("documents/letter.txt"));
        const auto& small = listing->entries[4];
        QCOMPARE(small.kind, FileKind::File);
        QCOMPARE(small.size, std::uint64_t{11});
        QCOMPARE(small.mode, 0640U);
        const auto age = base::SystemClock().now() - small.modifiedAt;
        QVERIFY(age > std::chrono::seconds(-2) && age < std::chrono::minutes(10));
        QVERIFY(!listing->truncated);
        QVERIFY(!listing->journalPending);
    }

    void aLargeDirectoryIsListedWhole() {
        auto disk = phoneData();
        const auto listing = filesOf(disk)->list("/home/documents/many/");
        QVERIFY(listing.ok());
        QCOMPARE(listing->entries.size(), std::size_t{400});
    }

    void listingAFileSaysWhatItIs() {
        auto disk = phoneData();
        const auto listing = filesOf(disk)->list("/home/latest");
        QVERIFY(listing.ok());
        QCOMPARE(listing->entries.size(), std::size_t{1});
        QCOMPARE(listing->entries[0].size, std::uint64_t{kLetterSize});
    }

    void aFileIsReadPieceByPiece_data() {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("as made by default") << QStringList();
        QTest::newRow("small blocks, without extents") << QStringList{"-b", "1024", "-O", "^extents,^64bit"};
        QTest::newRow("small files inline") << QStringList{"-O", "inline_data", "-I", "256"};
    }

    void aFileIsReadPieceByPiece() {
        QFETCH(const QStringList, options);
        auto disk = phoneData(options);
        const auto files = filesOf(disk);
        base::Bytes letter;
        while (true) {
            const auto piece = files->read("/home/latest", letter.size(), images::kMostPieceBytes);
            QVERIFY2(piece.ok(), piece.ok() ? "" : piece.error().message.c_str());
            QCOMPARE(piece->fileSize, std::uint64_t{kLetterSize});
            if (piece->bytes.empty()) break;
            letter += piece->bytes;
        }
        QVERIFY(letter == fakes::prose(7, kLetterSize));
        QCOMPARE(files->read("/home/small", 2, 3)->bytes, base::Bytes("few"));
        QCOMPARE(files->read("/home/sparse", 4'999'999, 100)->bytes, base::Bytes("\0end", 4));
    }

    void whatIsNotThereIsNamed() {
        auto disk = phoneData();
        const auto files = filesOf(disk);
        const auto absent = files->list("/home/nobody");
        QCOMPARE(absent.error().code, ErrorCode::NotFound);
        QVERIFY(absent.error().message.find("/home/nobody") != std::string::npos);
        QCOMPARE(files->read("/home/broken", 0, 1).error().code, ErrorCode::NotFound);
        QCOMPARE(files->read("/home", 0, 1).error().code, ErrorCode::InvalidInput);
        QCOMPARE(files->list("/home/loop").error().code, ErrorCode::InvalidInput);
        QCOMPARE(files->list("home").error().code, ErrorCode::InvalidInput);
        QCOMPARE(files->list("").error().code, ErrorCode::InvalidInput);
    }

    void aDiskWithoutFileSystemIsRefused() {
        ImageDisk disk;
        disk.bytes = fakes::noise(1, 1 << 20);
        QCOMPARE(filesOf(disk)->list("/").error().code, ErrorCode::InvalidInput);
        disk.bytes.clear();
        QVERIFY(!filesOf(disk)->list("/").ok());
    }

    /// Bit 2 of s_feature_incompat, 0x60 bytes into the superblock: the journal holds what its home blocks do not.
    void aFileSystemThatWasInUseIsSaidToBe() {
        auto disk = phoneData({"-O", "^metadata_csum"});
        QVERIFY(!filesOf(disk)->list("/")->journalPending);
        disk.bytes[1024 + 0x60] = static_cast<char>(disk.bytes[1024 + 0x60] | 4);
        QVERIFY(filesOf(disk)->list("/")->journalPending);
        QVERIFY(filesOf(disk)->read("/home/small", 0, 5)->journalPending);
    }

    void theErrorOfTheDiskIsTheError() {
        auto disk = phoneData();
        disk.lost = true;
        const auto listing = filesOf(disk)->list("/");
        QCOMPARE(listing.error().code, ErrorCode::NotFound);
        QCOMPARE(listing.error().message, std::string("chunk 00 is not in the store"));
    }

    void aReaderThatDiesIsAnErrorAndNotADeath() {
        auto disk = phoneData();
        const auto listing = images::readFilesApart(disk, "/bin/true")->list("/");
        QCOMPARE(listing.error().code, ErrorCode::Corrupt);
        QCOMPARE(images::readFilesApart(disk, "/no/such/program")->list("/").error().code, ErrorCode::NotFound);
    }

    /// Metadata of a small file system, hit at random: whatever comes back comes back in order.
    void damageNeverHarmsTheCaller() {
        const auto sound = phoneData({"-b", "1024"});
        std::mt19937 random(4);
        int failed = 0;
        for (int round = 0; round < 30; ++round) {
            auto disk = sound;
            for (int i = 0; i < 400; ++i) disk.bytes[1024 + random() % 600'000] = static_cast<char>(random());
            const auto files = filesOf(disk);
            const auto listing = files->list("/home/documents/many");
            const auto piece = files->read("/home/documents/letter.txt", 0, 1000);
            failed += listing.ok() && piece.ok() ? 0 : 1;
        }
        QVERIFY(failed > 0);
    }
};

QTEST_GUILESS_MAIN(DiskFilesTest)
#include "disk_files_test.moc"
