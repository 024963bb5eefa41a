#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "base/file_system.h"
#include "images/builder/image_recipe.h"

namespace {

constexpr auto kGood = R"({
  "format": 1, "image": "test", "version": "1.0.0", "commandLine": "", "memoryMiB": 128, "systemSizeMiB": 32,
  "epochSeconds": 1577836800, "kernelPackage": "linux-image-cloud-amd64", "packages": ["busybox-static"], "overlay": "over",
  "initrd": {"modules": ["virtio_pci"], "files": [{"path": "/init", "overlay": "init", "mode": "0755"}]},
  "system": {"files": [{"path": "/bin/busybox", "package": "busybox-static"}],
             "links": [{"directory": "/bin", "target": "busybox", "names": ["sh", "cat"]}]}
})";

std::string replaced(const char* from, const char* to) {
    std::string text = kGood;
    const auto at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, std::string(from).size(), to);
}

}  // namespace

class BuilderRecipeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    std::unique_ptr<QTemporaryDir> m_directory;

    std::filesystem::path write(const char* name, const std::string& text) {
        const auto path = std::filesystem::path(m_directory->path().toStdString()) / name;
        std::ofstream(path) << text;
        return path;
    }

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void everyRecipeOfTheProjectIsRead() {
        const std::filesystem::path recipes = TWINSET_SOURCE_DIR "/images/recipes";
        int read = 0;
        for (const auto& entry : std::filesystem::directory_iterator(recipes)) {
            if (entry.path().extension() != ".json") continue;
            const auto recipe = images::loadRecipe(*m_files, entry.path());
            QVERIFY2(recipe.ok(), recipe.ok() ? "" : recipe.error().message.c_str());
            for (const auto* part : {&recipe->initrd, &recipe->system})
                for (const auto& file : part->files)
                    QVERIFY2(!file.package.empty() || std::filesystem::exists(file.overlay), file.path.c_str());
            ++read;
        }
        QVERIFY(read >= 3);
    }

    void membersAreTaken() {
        const auto recipe = images::loadRecipe(*m_files, write("r.json", kGood));
        QVERIFY2(recipe.ok(), recipe.ok() ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->image, std::string("test"));
        QCOMPARE(recipe->memoryMiB, std::uint64_t{128});
        QCOMPARE(recipe->initrd.files.at(0).mode, 0755U);
        QCOMPARE(recipe->initrd.files.at(0).overlay.filename().string(), std::string("init"));
        QCOMPARE(recipe->system.files.at(0).source, std::string("/bin/busybox"));
        QCOMPARE(recipe->system.links.at(0).names.size(), std::size_t{2});
    }

    void extensionReplacesTextsAndFilesAndAddsToLists() {
        write("base.json", kGood);
        const auto recipe = images::loadRecipe(*m_files, write("next.json", R"({
            "format": 1, "extends": "base.json", "version": "1.1.0", "overlay": "other", "packages": ["libc6"],
            "system": {"files": [{"path": "/bin/sh", "overlay": "sh"}, {"path": "/new", "overlay": "new"}]}})"));
        QVERIFY2(recipe.ok(), recipe.ok() ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->version, std::string("1.1.0"));
        QCOMPARE(recipe->image, std::string("test"));
        QCOMPARE(recipe->packages, (std::vector<std::string>{"busybox-static", "libc6"}));
        QCOMPARE(recipe->system.files.size(), std::size_t{3});
        QCOMPARE(recipe->system.links.at(0).names, std::vector<std::string>{"cat"});
        QCOMPARE(recipe->initrd.files.size(), std::size_t{1});
    }

    void badRecipeIsRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& text, const char* says) {
            QTest::newRow(name) << QString::fromStdString(text) << QString(says);
        };
        row("not JSON", "{", "r.json");
        row("not an object", "[]", "recipe");
        row("another format", replaced("\"format\": 1", "\"format\": 2"), "format");
        row("unknown member", replaced("\"format\": 1", "\"format\": 1, \"colour\": \"red\""), "colour");
        row("member is missing", replaced("\"memoryMiB\": 128,", ""), "memoryMiB");
        row("too little memory", replaced("128", "1"), "memoryMiB");
        row("negative epoch", replaced("1577836800", "-1"), "epochSeconds");
        row("bad version", replaced("\"1.0.0\"", "\"1.0\""), "version");
        row("version with a leading zero", replaced("\"1.0.0\"", "\"01.0.0\""), "version");
        row("bad image name", replaced("\"test\"", "\"../test\""), "image");
        row("package name is an option", replaced("\"packages\": [\"busybox-static\"]", "\"packages\": [\"--help\"]"), "packages");
        row("kernel package name has a space", replaced("linux-image-cloud-amd64", "linux image"), "kernelPackage");
        row("package is not listed", replaced("\"package\": \"busybox-static\"", "\"package\": \"dash\""), "dash");
        row("path is relative", replaced("\"/init\"", "\"init\""), "absolute");
        row("path climbs", replaced("\"/init\"", "\"/../init\""), "normal");
        row("path has a quote", replaced("\"/init\"", "\"/in'it\""), "character");
        row("overlay climbs out", replaced("\"overlay\": \"init\"", "\"overlay\": \"../../etc/shadow\""), "overlay");
        row("no overlay directory", replaced("\"overlay\": \"over\",", ""), "overlay");
        row("mode is no mode", replaced("\"0755\"", "\"9999\""), "mode");
        row("both package and overlay", replaced("\"overlay\": \"init\"", "\"overlay\": \"init\", \"package\": \"busybox-static\""),
            "overlay");
        row("module name is a path", replaced("\"virtio_pci\"", "\"../evil\""), "modules");
        row("link target has a newline", replaced("\"target\": \"busybox\"", "\"target\": \"a\\nrm\""), "target");
        row("link name climbs", replaced("\"cat\"", "\"../cat\""), "normal");
        row("command line has two lines", replaced("\"commandLine\": \"\"", "\"commandLine\": \"a\\nb\""), "commandLine");
    }

    void badRecipeIsRefused() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        QVERIFY2(!text.isEmpty(), "the good recipe no longer has what this row replaces");
        const auto recipe = images::loadRecipe(*m_files, write("r.json", text.toStdString()));
        QVERIFY(!recipe.ok());
        QCOMPARE(recipe.error().code, base::ErrorCode::InvalidInput);
        const auto message = QString::fromStdString(recipe.error().message);
        QVERIFY2(message.contains(says) && message.contains("r.json"), qPrintable(message));
    }

    void circleOfExtensionsIsRefused() {
        write("a.json", R"({"format": 1, "extends": "b.json"})");
        const auto recipe = images::loadRecipe(*m_files, write("b.json", R"({"format": 1, "extends": "a.json"})"));
        QVERIFY(!recipe.ok());
        QVERIFY(QString::fromStdString(recipe.error().message).contains("circle"));
    }

    void missingRecipeIsNotFound() {
        const auto recipe = images::loadRecipe(*m_files, std::filesystem::path(m_directory->path().toStdString()) / "none.json");
        QVERIFY(!recipe.ok());
        QCOMPARE(recipe.error().code, base::ErrorCode::NotFound);
    }

    void versionsFollowSemver_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << "1.2.3" << true;
        QTest::newRow("zero") << "0.0.0" << true;
        QTest::newRow("prerelease") << "1.2.3-rc.1" << true;
        QTest::newRow("two numbers") << "1.2" << false;
        QTest::newRow("leading zero") << "1.02.3" << false;
        QTest::newRow("build") << "1.2.3+b" << false;
        QTest::newRow("path") << "1.2.3-../x" << false;
        QTest::newRow("empty") << "" << false;
    }

    void versionsFollowSemver() {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(images::isReleaseVersion(text.toStdString()), good);
    }
};

QTEST_GUILESS_MAIN(BuilderRecipeTest)
#include "builder_recipe_test.moc"
