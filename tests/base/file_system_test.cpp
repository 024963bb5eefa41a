#include <sys/stat.h>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>

#include "base/file_system.h"

using base::ErrorCode;
using base::OpenMode;

class FileSystemTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();

    std::filesystem::path at(const char* name) const {
        return std::filesystem::path(m_directory.path().toStdString()) / name;
    }
    static unsigned modeOf(const std::filesystem::path& path) {
        struct stat info {};
        return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
    }

private slots:
    void whatIsWrittenIsReadBack() {
        auto file = m_files->open(at("a"), OpenMode::CreateNew);
        QVERIFY(file.ok());
        QVERIFY((*file)->writeAt(0, "hello").ok());
        QVERIFY((*file)->writeAt(10, "world").ok());
        QVERIFY((*file)->sync().ok());
        QCOMPARE(*(*file)->size(), 15U);
        QCOMPARE(*(*file)->readAt(3, 4), base::Bytes("lo\0\0", 4));
        QCOMPARE(*(*file)->readAt(12, 100), base::Bytes("rld"));
        QCOMPARE(*(*file)->readAt(100, 5), base::Bytes());
        QVERIFY((*file)->truncate(2).ok());
        QCOMPARE(*m_files->readFile(at("a")), base::Bytes("he"));
        QCOMPARE(modeOf(at("a")), 0600U);
    }

    void openModesAreKept() {
        QCOMPARE(m_files->open(at("m"), OpenMode::Read).error().code, ErrorCode::NotFound);
        QCOMPARE(m_files->open(at("m"), OpenMode::ReadWrite).error().code, ErrorCode::NotFound);
        QVERIFY(m_files->open(at("m"), OpenMode::CreateOrOpen).ok());
        QVERIFY(m_files->open(at("m"), OpenMode::CreateOrOpen).ok());
        QCOMPARE(m_files->open(at("m"), OpenMode::CreateNew).error().code, ErrorCode::Conflict);
        auto reader = m_files->open(at("m"), OpenMode::Read);
        QVERIFY(!(*reader)->writeAt(0, "x"));
    }

    void anAtomicWriteReplacesTheFileAndLeavesNothingElse() {
        const auto directory = at("atomic");
        QVERIFY(m_files->createDirectories(directory).ok());
        QVERIFY(m_files->writeFileAtomically(directory / "f", "old", 0644).ok());
        auto reader = m_files->open(directory / "f", OpenMode::Read);
        QVERIFY(m_files->writeFileAtomically(directory / "f", "new content", 0600).ok());
        QCOMPARE(*(*reader)->readAt(0, 100), base::Bytes("old"));
        QCOMPARE(*m_files->readFile(directory / "f"), base::Bytes("new content"));
        QCOMPARE(modeOf(directory / "f"), 0600U);
        QCOMPARE(*m_files->list(directory), std::vector<std::string>{"f"});
    }

    void aFailedAtomicWriteLeavesTheOldStateAndNoTrace() {
        const auto directory = at("failed");
        QVERIFY(m_files->createDirectories(directory / "f" / "inside").ok());
        QVERIFY(!m_files->writeFileAtomically(directory / "f", "x", 0600));
        QCOMPARE(*m_files->list(directory), std::vector<std::string>{"f"});
        QCOMPARE(m_files->writeFileAtomically(at("no/such/directory"), "x", 0600).error().code, ErrorCode::NotFound);
    }

    void filesAndTreesAreRemoved() {
        const auto directory = at("tree/a/b");
        QVERIFY(m_files->createDirectories(directory).ok());
        QVERIFY(m_files->createDirectories(directory).ok());
        QCOMPARE(modeOf(directory), 0700U);
        QVERIFY(m_files->writeFileAtomically(directory / "f", "x", 0600).ok());
        QVERIFY(m_files->remove(directory / "f").ok());
        QVERIFY(m_files->remove(directory / "f").ok());
        QVERIFY(!m_files->exists(directory / "f"));
        QVERIFY(m_files->writeFileAtomically(directory / "f", "x", 0600).ok());
        QVERIFY(m_files->removeTree(at("tree")).ok());
        QVERIFY(m_files->removeTree(at("tree")).ok());
        QVERIFY(!m_files->exists(at("tree")));
    }

    void aDirectoryInPlaceOfAFileIsAnError() {
        QVERIFY(m_files->writeFileAtomically(at("file"), "x", 0600).ok());
        QVERIFY(!m_files->createDirectories(at("file")));
        QVERIFY(!m_files->createDirectories(at("file/below")));
    }

    void renameReplacesTheTarget() {
        QVERIFY(m_files->writeFileAtomically(at("from"), "1", 0600).ok());
        QVERIFY(m_files->writeFileAtomically(at("to"), "2", 0600).ok());
        QVERIFY(m_files->rename(at("from"), at("to")).ok());
        QCOMPARE(*m_files->readFile(at("to")), base::Bytes("1"));
        QCOMPARE(m_files->rename(at("from"), at("to")).error().code, ErrorCode::NotFound);
    }

    void readOnlyFilesSaySo() {
        QVERIFY(m_files->writeFileAtomically(at("fixed"), "x", 0600).ok());
        QVERIFY(m_files->makeReadOnly(at("fixed")).ok());
        QCOMPARE(modeOf(at("fixed")), 0400U);
        QCOMPARE(m_files->makeReadOnly(at("absent")).error().code, ErrorCode::NotFound);
    }

    void namesAreListedInOrder() {
        const auto directory = at("names");
        QVERIFY(m_files->createDirectories(directory / "b").ok());
        for (const auto* name : {"c", "a"}) QVERIFY(m_files->writeFileAtomically(directory / name, "", 0600).ok());
        QCOMPARE(*m_files->list(directory), (std::vector<std::string>{"a", "b", "c"}));
        QCOMPARE(m_files->list(at("absent")).error().code, ErrorCode::NotFound);
    }

    void aLockIsHeldOnceAndFreedWhenItDies() {
        auto first = m_files->lock(at("lock"));
        QVERIFY(first.ok());
        const auto second = m_files->lock(at("lock"));
        QVERIFY(!second && second.error().code == ErrorCode::Conflict);
        QVERIFY(second.error().message.find("in use") != std::string::npos);
        first->reset();
        QVERIFY(m_files->lock(at("lock")).ok());
    }

    void freeSpaceIsKnown() {
        QVERIFY(*m_files->freeSpace(m_directory.path().toStdString()) > 0);
        QCOMPARE(m_files->freeSpace(at("absent")).error().code, ErrorCode::NotFound);
    }

    void aFullDiskSaysWhatToDo() {
        const auto error = base::errorFromErrno(ENOSPC, "cannot write", "/some/file");
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY(error.message.find("/some/file") != std::string::npos);
        QVERIFY(error.message.find("free some space") != std::string::npos);
        // A device that is always full.
        auto full = m_files->open("/dev/full", OpenMode::ReadWrite);
        if (full) QCOMPARE((*full)->writeAt(0, "x").error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(FileSystemTest)
#include "file_system_test.moc"
