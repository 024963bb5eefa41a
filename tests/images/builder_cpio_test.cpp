// The tree's order and the cpio archive made of it, read back by a small reader that follows the kernel's description.
#include <QTest>
#include <charconv>

#include "images/builder/cpio_archive.h"
#include "images/builder/guest_tree.h"

namespace {

using images::GuestEntry;

struct ReadBack {
    std::string name;
    unsigned inode = 0, mode = 0, owner = 0, group = 0, time = 0;
    base::Bytes content;
};

unsigned field(base::BytesView header, std::size_t index) {
    unsigned value = 0;
    const auto text = header.substr(6 + index * 8, 8);
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::vector<ReadBack> readArchive(base::BytesView archive) {
    std::vector<ReadBack> entries;
    std::size_t at = 0;
    while (at + 110 <= archive.size() && archive.substr(at, 6) == "070701") {
        const auto header = archive.substr(at, 110);
        const std::size_t nameSize = field(header, 11);
        const std::size_t size = field(header, 6);
        const auto contentAt = (at + 110 + nameSize + 3) / 4 * 4;
        entries.push_back({std::string(archive.substr(at + 110, nameSize - 1)), field(header, 0), field(header, 1),
                           field(header, 2), field(header, 3), field(header, 5), base::Bytes(archive.substr(contentAt, size))});
        at = (contentAt + size + 3) / 4 * 4;
    }
    return entries;
}

GuestEntry file(const char* path, const char* content, GuestEntry::Origin origin = GuestEntry::Origin::Package) {
    return {path, GuestEntry::Kind::File, origin, 0644, content};
}

}  // namespace

class BuilderCpioTest : public QObject {
    Q_OBJECT
private slots:
    void archiveHoldsWhatTheTreeHolds() {
        images::GuestTree tree;
        QVERIFY(tree.add({"/init", GuestEntry::Kind::File, GuestEntry::Origin::Package, 0755, "#!/bin/sh\n"}).ok());
        QVERIFY(tree.add({"/bin/sh", GuestEntry::Kind::Link, GuestEntry::Origin::Package, 0777, "busybox"}).ok());
        const auto archive = images::writeCpioArchive(tree, 1577836800);
        QCOMPARE(archive.size() % 4, std::size_t{0});
        const auto entries = readArchive(archive);
        QCOMPARE(entries.size(), std::size_t{4});
        QCOMPARE(entries[0].name, std::string("bin"));
        QCOMPARE(entries[0].mode, 0040755U);
        QCOMPARE(entries[1].name, std::string("bin/sh"));
        QCOMPARE(entries[1].mode, 0120777U);
        QCOMPARE(entries[1].content, std::string("busybox"));
        QCOMPARE(entries[2].name, std::string("init"));
        QCOMPARE(entries[2].mode, 0100755U);
        QCOMPARE(entries[2].content, std::string("#!/bin/sh\n"));
        QCOMPARE(entries[3].name, std::string("TRAILER!!!"));
        for (unsigned index = 0; index < 3; ++index) {
            QCOMPARE(entries[index].inode, index + 1);
            QCOMPARE(entries[index].owner + entries[index].group, 0U);
            QCOMPARE(entries[index].time, 1577836800U);
        }
    }

    void emptyTreeIsAnArchive() {
        const auto entries = readArchive(images::writeCpioArchive({}, 0));
        QCOMPARE(entries.size(), std::size_t{1});
        QCOMPARE(entries[0].name, std::string("TRAILER!!!"));
    }

    void recipeFilesComeAfterPackageFilesWhateverTheirNames() {
        images::GuestTree tree;
        QVERIFY(tree.add(file("/a/recipe", "1", GuestEntry::Origin::Recipe)).ok());
        QVERIFY(tree.add(file("/z/package", "2")).ok());
        QVERIFY(tree.add(file("/b", "3")).ok());
        std::vector<std::string> paths;
        for (const auto& entry : tree.entries()) paths.push_back(entry.path);
        QCOMPARE(paths, (std::vector<std::string>{"/z", "/b", "/z/package", "/a", "/a/recipe"}));
    }

    void directoryOfAPackageFileStandsBeforeItThoughTheRecipeNamedItFirst() {
        images::GuestTree tree;
        QVERIFY(tree.add(file("/a/recipe", "1", GuestEntry::Origin::Recipe)).ok());
        QVERIFY(tree.add(file("/a/package", "2")).ok());
        QCOMPARE(tree.entries().front().path, std::string("/a"));
    }

    void newerFileReplacesTheOlder() {
        images::GuestTree tree;
        QVERIFY(tree.add(file("/a", "old")).ok());
        QVERIFY(tree.add(file("/a", "new")).ok());
        QCOMPARE(tree.find("/a")->content, std::string("new"));
        QCOMPARE(tree.entries().size(), std::size_t{1});
    }

    void fileBelowAFileIsRefused() {
        images::GuestTree tree;
        QVERIFY(tree.add(file("/a", "1")).ok());
        const auto refused = tree.add(file("/a/b", "2"));
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, base::ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(BuilderCpioTest)
#include "builder_cpio_test.moc"
