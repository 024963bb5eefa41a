#include <QTest>
#include <nlohmann/json.hpp>

#include "images/release.h"
#include "tests/fakes/byte_patterns.h"

using base::ErrorCode;
using images::Version;

namespace {

images::ReleaseManifest sample() {
    images::ReleaseManifest manifest;
    manifest.image = "work";
    manifest.version = {1, 20, 3};
    manifest.createdAt = *base::parseTimestamp("2026-11-22T11:11:50.123Z");
    manifest.commandLine = "console=hvc0 quiet";
    manifest.memoryMiB = 512;
    manifest.parts.push_back({"kernel", {100}, base::Digest::of("k"), {base::Digest::of("1")}});
    manifest.parts.push_back({"system.img",
                              {2 * images::kChunkSize + 1},
                              base::Digest::of("s"),
                              {base::Digest::of("2"), std::nullopt, base::Digest::of("3")}});
    return manifest;
}

nlohmann::json sampleJson() { return nlohmann::json::parse(images::writeManifest(sample())); }

bool same(const images::ReleaseManifest& one, const images::ReleaseManifest& two) {
    return images::writeManifest(one) == images::writeManifest(two);
}

}  // namespace

class ManifestTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsWrittenIsRead() {
        const auto read = images::readManifest(images::writeManifest(sample()));
        QVERIFY(read.ok());
        QVERIFY(same(*read, sample()));
        QCOMPARE(read->image, std::string("work"));
        QCOMPARE(read->version.text(), std::string("1.20.3"));
        QCOMPARE(read->parts.size(), 2U);
        QVERIFY(read->part("system.img")->chunks == sample().parts[1].chunks);
        QVERIFY(read->part("initrd") == nullptr);
    }

    void aManifestIsOpenedOnlyWithAKeyThatSignedIt() {
        const auto pair = images::createSigningKeyPair();
        const auto other = images::createSigningKeyPair();
        images::SignedManifest manifest{images::writeManifest(sample()), {}};
        manifest.signature = images::sign(pair.privateKey, images::kReleaseContext, manifest.bytes);
        QVERIFY(images::openManifest(manifest, {other.publicKey, pair.publicKey}).ok());
        QCOMPARE(images::openManifest(manifest, {other.publicKey}).error().code, ErrorCode::Denied);
        QCOMPARE(images::openManifest(manifest, {}).error().code, ErrorCode::Denied);
        auto changed = manifest;
        changed.bytes.replace(changed.bytes.find("1.20.3"), 6, "1.20.4");
        QCOMPARE(images::openManifest(changed, {pair.publicKey}).error().code, ErrorCode::Denied);
        changed = manifest;
        changed.signature = images::sign(pair.privateKey, images::kOrderContext, manifest.bytes);
        QCOMPARE(images::openManifest(changed, {pair.publicKey}).error().code, ErrorCode::Denied);
    }

    void wrongMembersAreRefused_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* path, const char* value) {
            QTest::newRow((std::string(path) + " " + std::string(value).substr(0, 40)).c_str()) << path << value;
        };
        row("/format", "\"twinset-release-2\"");
        row("/format", "1");
        row("/image", "\"../work\"");
        row("/image", "\"\"");
        row("/version", "\"1.0\"");
        row("/createdAt", "\"yesterday\"");
        row("/commandLine", "\"a\\nb\"");
        row("/commandLine", ("\"" + std::string(2049, 'x') + "\"").c_str());
        row("/memoryMiB", "15");
        row("/memoryMiB", "65537");
        row("/memoryMiB", "256.5");
        row("/parts", "{}");
        row("/parts/0/name", "\"../../etc/passwd\"");
        row("/parts/0/name", "\".hidden\"");
        row("/parts/0/name", "\"parts.json\"");
        row("/parts/0/name", "\"system.img\"");
        row("/parts/0/name", "\"\"");
        row("/parts/0/size", "0");
        row("/parts/0/size", "-1");
        row("/parts/0/size", "262145");
        row("/parts/0/size", "68719476737");
        row("/parts/0/size", "18446744073709551615");
        row("/parts/0/digest", "\"abcd\"");
        row("/parts/0/chunks", "\"\"");
        row("/parts/0/chunks", "\"!!!\"");
        row("/parts/0/chunks", "[]");
        row("/unknown", "1");
        row("/parts/0/unknown", "1");
    }
    void wrongMembersAreRefused() {
        QFETCH(QString, path);
        QFETCH(QString, value);
        auto json = sampleJson();
        json[nlohmann::json::json_pointer(path.toStdString())] = nlohmann::json::parse(value.toStdString());
        const auto read = images::readManifest(json.dump());
        QVERIFY(!read && read.error().code == ErrorCode::InvalidInput);
    }

    void missingMembersAreRefused() {
        const auto whole = sampleJson();
        for (const auto& [name, value] : whole.items()) {
            auto json = sampleJson();
            json.erase(name);
            QVERIFY2(!images::readManifest(json.dump()), name.c_str());
        }
        for (const auto& [name, value] : whole["parts"][0].items()) {
            auto json = sampleJson();
            json["parts"][0].erase(name);
            QVERIFY2(!images::readManifest(json.dump()), name.c_str());
        }
    }

    void moreThanSixteenPartsAreRefused() {
        auto manifest = sample();
        manifest.parts.clear();
        for (int i = 0; i < 17; ++i)
            manifest.parts.push_back({"part" + std::to_string(i), {1}, {}, {base::Digest::of("x")}});
        QVERIFY(!images::readManifest(images::writeManifest(manifest)));
        manifest.parts.pop_back();
        QVERIFY(images::readManifest(images::writeManifest(manifest)).ok());
    }

    // Where a fuzz target attaches: readManifest() never fails otherwise than with InvalidInput, and what it accepts
    // can be written and read again.
    void mutatedManifestsAreReadOrRefused() {
        const auto bytes = images::writeManifest(sample());
        constexpr std::string_view kTokens = "{}[]\",:0-9e.nulltrue\\\xff";
        std::mt19937 random(1);
        int accepted = 0;
        for (int round = 0; round < 20'000; ++round) {
            auto changed = bytes;
            for (auto edits = 1 + random() % 3; edits > 0; --edits) {
                const auto at = random() % changed.size();
                switch (random() % 4) {
                    case 0:
                        changed[at] = static_cast<char>(random());
                        break;
                    case 1:
                        changed[at] = kTokens[random() % kTokens.size()];
                        break;
                    case 2:
                        changed.erase(at, 1 + random() % 20);
                        break;
                    default:
                        changed.insert(at, changed.substr(random() % changed.size(), random() % 30));
                        break;
                }
            }
            const auto read = images::readManifest(changed);
            if (!read) {
                QCOMPARE(read.error().code, ErrorCode::InvalidInput);
                continue;
            }
            ++accepted;
            const auto again = images::readManifest(images::writeManifest(*read));
            QVERIFY(again.ok() && same(*again, *read));
        }
        QVERIFY(accepted > 0 && accepted < 19'000);
    }

    void versionsAreReadAndOrdered() {
        QVERIFY(*Version::parse("1.9.0") < *Version::parse("1.10.0"));
        QVERIFY(*Version::parse("2.0.0") > *Version::parse("1.99.99"));
        QCOMPARE(Version::parse("0.0.0")->text(), std::string("0.0.0"));
        QCOMPARE(Version::parse("4294967295.0.1")->text(), std::string("4294967295.0.1"));
        for (const auto* text : {"", "1", "1.2", "1.2.", "1.2.3.4", "1.2.3-rc1", "01.2.3", "1.02.3", "1.2.00", " 1.2.3",
                                 "1.2.3 ", "-1.2.3", "+1.2.3", "1..3", "a.b.c", "4294967296.0.0", "1.2.3\n"})
            QVERIFY2(!Version::parse(text), text);
    }
};

QTEST_GUILESS_MAIN(ManifestTest)
#include "manifest_test.moc"
