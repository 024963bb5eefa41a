// The same recipe gives the same bytes, and a small change of a recipe gives a small change of the image.
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

#include "base/file_system.h"
#include "base/json.h"
#include "images/builder/image_builder.h"
#include "tests/fakes/reference_images.h"

namespace {

constexpr std::size_t kBlock = 64 * 1024;

std::size_t differingBlocks(const base::Bytes& a, const base::Bytes& b) {
    std::size_t differing = 0;
    for (std::size_t at = 0; at < std::max(a.size(), b.size()); at += kBlock) {
        const auto blockOf = [&](const base::Bytes& bytes) {
            return at < bytes.size() ? std::string_view(bytes).substr(at, kBlock) : std::string_view();
        };
        differing += blockOf(a) != blockOf(b);
    }
    return differing;
}

}  // namespace

class BuilderReproducibleTest : public QObject {
    Q_OBJECT

    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    fakes::ReferenceImages m_images;

    base::Bytes part(const std::filesystem::path& directory, const char* name) {
        auto bytes = m_files->readFile(directory / name);
        return bytes ? *bytes : base::Bytes();
    }

private slots:
    void initTestCase() {
        const auto images = fakes::referenceImages();
        QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
        m_images = *images;
    }

    void secondBuildIsByteIdenticalAndNeedsNoNetwork() {
        QTemporaryDir temporary;
        const std::filesystem::path tools = (temporary.path() + "/tools").toStdString();
        std::filesystem::create_directories(tools);
        QVERIFY(m_files->writeFileAtomically(tools / "apt-get", "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n", 0755).ok());
        const auto path = qgetenv("PATH");
        qputenv("PATH", QByteArray::fromStdString(tools.string()) + ":" + path);
        const auto restorePath = qScopeGuard([&] { qputenv("PATH", path); });
        auto recipe = images::loadRecipe(*m_files, TWINSET_SOURCE_DIR "/images/recipes/reference-work.json");
        QVERIFY2(recipe.ok(), recipe.ok() ? "" : recipe.error().message.c_str());
        const std::filesystem::path output = temporary.path().toStdString();
        const auto built = images::buildImage(*recipe, {.version = {},
                                                        .outputDirectory = output / "again",
                                                        .cacheDirectory = m_images.packages,
                                                        .onProgress = {}});
        QVERIFY2(built.ok(), built.ok() ? "" : built.error().message.c_str());
        for (const auto* name : {"kernel", "initrd", "system.img", "image.json"}) {
            QVERIFY2(!part(m_images.release100, name).empty(), name);
            QVERIFY2(part(m_images.release100, name) == part(output / "again", name), name);
        }
    }

    void nextReleaseSharesNearlyAllBlocks() {
        QCOMPARE(differingBlocks(part(m_images.release100, "kernel"), part(m_images.release110, "kernel")), std::size_t{0});
        QCOMPARE(differingBlocks(part(m_images.release100, "initrd"), part(m_images.release110, "initrd")), std::size_t{0});
        const auto old = part(m_images.release100, "system.img");
        const auto differing = differingBlocks(old, part(m_images.release110, "system.img"));
        qInfo("%zu of %zu blocks of 64 KiB differ between 1.0.0 and 1.1.0", differing, old.size() / kBlock);
        QVERIFY(differing > 0);
        QVERIFY(differing <= 8);
    }

    void descriptionNamesThePartsAndTheVersion() {
        const auto text = part(m_images.release110, "image.json");
        const auto json = base::parseJson(text);
        QVERIFY(json.ok());
        base::ObjectReader reader(*json, "image");
        QCOMPARE(reader.integer("format", 1, 1), std::int64_t{1});
        QCOMPARE(reader.text("image"), std::string("reference-work"));
        QCOMPARE(reader.text("version"), std::string("1.1.0"));
        QVERIFY(!reader.text("commandLine").empty());
        QCOMPARE(reader.integer("memoryMiB", 1, 65536), std::int64_t{256});
        QCOMPARE(reader.texts("parts"), (std::vector<std::string>{"kernel", "initrd", "system.img"}));
        QVERIFY(reader.finish().ok());
    }

    void filesThatDoNotFitAreReportedAndLeaveNoImage() {
        QTemporaryDir temporary;
        auto recipe = images::loadRecipe(*m_files, TWINSET_SOURCE_DIR "/images/recipes/reference-work.json");
        QVERIFY(recipe.ok());
        recipe->systemSizeMiB = 12;
        const std::filesystem::path output = temporary.path().toStdString();
        const auto built = images::buildImage(*recipe, {.version = {},
                                                        .outputDirectory = output,
                                                        .cacheDirectory = m_images.packages,
                                                        .onProgress = {}});
        QVERIFY(!built.ok());
        QVERIFY2(QString::fromStdString(built.error().message).contains("systemSizeMiB"), built.error().message.c_str());
        QVERIFY(!m_files->exists(output / "image.json"));
        for (const auto& name : m_files->list(output).valueOr({})) QVERIFY2(!name.starts_with("scratch"), name.c_str());
    }

    void versionOfTheOptionsReplacesTheRecipes() {
        QTemporaryDir temporary;
        auto recipe = images::loadRecipe(*m_files, TWINSET_SOURCE_DIR "/images/recipes/reference-work.json");
        QVERIFY(recipe.ok());
        std::vector<images::BuildProgress> progress;
        images::BuildOptions options{.version = "3.2.1-test.4",
                                     .outputDirectory = temporary.path().toStdString(),
                                     .cacheDirectory = m_images.packages,
                                     .onProgress = [&](const images::BuildProgress& now) { progress.push_back(now); }};
        const auto built = images::buildImage(*recipe, options);
        QVERIFY2(built.ok(), built.ok() ? "" : built.error().message.c_str());
        QCOMPARE(built->version, std::string("3.2.1-test.4"));
        QCOMPARE(built->parts.size(), std::size_t{3});
        QVERIFY(built->parts[2].allocated < built->parts[2].size);
        QCOMPARE(progress.back().fraction, 1.0);
        QVERIFY(std::is_sorted(progress.begin(), progress.end(),
                               [](const auto& a, const auto& b) { return a.fraction < b.fraction; }));
        QCOMPARE(progress.back().step + 1, images::buildStepTitles().size());

        options.version = "latest";
        const auto refused = images::buildImage(*recipe, options);
        QVERIFY(!refused.ok() && refused.error().code == base::ErrorCode::InvalidInput);
    }
};

QTEST_GUILESS_MAIN(BuilderReproducibleTest)
#include "builder_reproducible_test.moc"
