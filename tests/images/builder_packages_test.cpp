// The package cache, with apt-get replaced by a script that cannot reach anything, and a package made by dpkg-deb.
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "base/process.h"
#include "images/builder/package_cache.h"

class BuilderPackagesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_directory;
    QByteArray m_path;

    std::filesystem::path root() const { return m_directory->path().toStdString(); }

    void write(const std::filesystem::path& path, const std::string& text) {
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }

    void makePackage(const std::string& name, const std::string& version, const std::string& depends) {
        const auto tree = root() / "tree";
        std::filesystem::remove_all(tree);
        write(tree / "DEBIAN/control", "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\nMaintainer: T <t@example.org>\n" +
                                           (depends.empty() ? "" : "Depends: " + depends + "\n") + "Description: test\n");
        write(tree / "usr/share/thing", name);
        std::filesystem::permissions(tree / "DEBIAN", std::filesystem::perms(0755));
        const auto file = root() / "cache" / (name + "_" + version + "_amd64.deb");
        const auto made = base::runProcessOrFail({.command = {"dpkg-deb", "--root-owner-group", "-b", tree.string(), file.string()},
                                                  .standardInput = {},
                                                  .workingDirectory = std::nullopt,
                                                  .environment = {}});
        QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
    }

private slots:
    void init() {
        m_directory = std::make_unique<QTemporaryDir>();
        m_path = qgetenv("PATH");
        write(root() / "bin/apt-get", "#!/bin/sh\necho 'E: Unable to locate package' >&2\nexit 100\n");
        std::filesystem::permissions(root() / "bin/apt-get", std::filesystem::perms(0755));
        std::filesystem::create_directories(root() / "cache");
        qputenv("PATH", QByteArray::fromStdString((root() / "bin").string()) + ":" + m_path);
    }
    void cleanup() { qputenv("PATH", m_path); }

    void filledCacheNeedsNoNetwork() {
        makePackage("thing", "1.0", {});
        auto cache = images::PackageCache::open(root() / "cache");
        QVERIFY(cache.ok());
        for (int again = 0; again < 2; ++again) {
            const auto unpacked = cache->unpack("thing");
            QVERIFY2(unpacked.ok(), unpacked.ok() ? "" : unpacked.error().message.c_str());
            QVERIFY(std::filesystem::exists(*unpacked / "usr/share/thing"));
        }
    }

    void absentPackageSaysWhatToDo() {
        auto cache = images::PackageCache::open(root() / "cache");
        QVERIFY(cache.ok());
        const auto unpacked = cache->unpack("thing");
        QVERIFY(!unpacked.ok());
        QCOMPARE(unpacked.error().code, base::ErrorCode::Unavailable);
        const auto message = QString::fromStdString(unpacked.error().message);
        for (const auto* part : {"thing", "Unable to locate", "apt-get update", "cache"})
            QVERIFY2(message.contains(part), qPrintable(message));
    }

    void kernelIsWhatTheNamedPackageDependsOn() {
        makePackage("linux-image-cloud-amd64", "6.1", "linux-image-6.1.0-9-cloud-amd64 (= 6.1), other");
        makePackage("linux-image-6.1.0-9-cloud-amd64", "6.1", "kmod");
        auto cache = images::PackageCache::open(root() / "cache");
        QVERIFY(cache.ok());
        QCOMPARE(cache->kernelPackage("linux-image-cloud-amd64").valueOr(""), std::string("linux-image-6.1.0-9-cloud-amd64"));
        QCOMPARE(cache->kernelPackage("linux-image-6.1.0-9-cloud-amd64").valueOr(""), std::string("linux-image-6.1.0-9-cloud-amd64"));
    }

    void twoVersionsOfOnePackageAreRefused() {
        makePackage("thing", "1.0", {});
        makePackage("thing", "1.1", {});
        auto cache = images::PackageCache::open(root() / "cache");
        QVERIFY(cache.ok());
        QCOMPARE(cache->unpack("thing").error().code, base::ErrorCode::Conflict);
    }

    void damagedPackageIsCorruptAndLeavesNothing() {
        write(root() / "cache/thing_1.0_amd64.deb", "this is no package");
        auto cache = images::PackageCache::open(root() / "cache");
        QVERIFY(cache.ok());
        const auto unpacked = cache->unpack("thing");
        QVERIFY(!unpacked.ok());
        QCOMPARE(unpacked.error().code, base::ErrorCode::Corrupt);
        QVERIFY(!std::filesystem::exists(root() / "cache/unpacked/thing_1.0_amd64"));
    }
};

QTEST_GUILESS_MAIN(BuilderPackagesTest)
#include "builder_packages_test.moc"
