// Publishing a release: what travels, what is said of it, what is signed.
#include <QTest>
#include <nlohmann/json.hpp>

#include "images/release.h"
#include "tests/app/cli/cli_run.h"

using base::Json;

class CliReleaseTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void publishingSendsChunksThenASignedManifest();
    void aSecondPublishSendsNothing();
    void whatWasSentAndReusedIsSaid();
    void aDirectoryThatIsNoImageIsRefused();
    void aFileThatIsNoKeyIsRefusedBeforeAnythingIsSent();
    void aReleaseThatNoTrustedKeySignedIsDenied();
    void aBrokenLinkIsReportedAndThePublishCanBeRepeated();
    void buildingFromARecipeThatIsNotThereSaysSo();

private:
    std::unique_ptr<CliRun> m_run;
    std::string m_publicKey;
    int publish(std::vector<std::string> more = {});
};

void CliReleaseTest::init() {
    m_run = std::make_unique<CliRun>();
    CliRun& run = *m_run;
    run.writeSession();
    QVERIFY(QDir(run.directory.path()).mkdir("image"));
    run.writeFile(
        "image/image.json",
        R"({"format": 1, "image": "reference-work", "version": "1.0.0", "commandLine": "quiet", "memoryMiB": 256,
                                          "parts": ["kernel", "initrd", "system.img"]})");
    run.writeFile("image/kernel", std::string(100'000, 'k'));
    run.writeFile("image/initrd", std::string(1000, 'i'));
    run.writeFile("image/system.img", std::string(512 * 1024, '\0') + std::string(64 * 1024, 's'));
    QCOMPARE(run.run({"release", "key", "create", "--output", run.path("key"), "-o", "json"}), 0);
    m_publicKey = Json::parse(run.out())["publicKey"];
    run.forget();
    run.door.fleet.answer(
        "release_publish",
        {{"image", "reference-work"}, {"version", "1.0.0"}, {"manifest", std::string(64, 'b')}, {"size", 690'824}});
}

int CliReleaseTest::publish(std::vector<std::string> more) {
    std::vector<std::string> words{"release", "publish", m_run->path("image"), "--key", m_run->path("key")};
    words.insert(words.end(), more.begin(), more.end());
    return m_run->run(words);
}

void CliReleaseTest::publishingSendsChunksThenASignedManifest() {
    QCOMPARE(publish(), 0);
    QCOMPARE(int(m_run->door.fleet.store.blobs.size()),
             3);  // one of each part; zeros never travel
    const Json asked = Json::parse(m_run->door.fleet.lastArguments("release_publish"));
    const auto bytes = base::fromBase64Url(asked["manifest"].get<std::string>());
    const auto signature = base::fromBase64Url(asked["signature"].get<std::string>());
    const auto key = base::fromBase64Url(m_publicKey);
    QVERIFY(bytes.ok() && signature.ok() && key.ok());
    const auto manifest = images::openManifest({*bytes, *signature}, {*key});
    QVERIFY2(manifest.ok(), manifest.ok() ? "" : manifest.error().message.c_str());
    QCOMPARE(manifest->version.text(), std::string("1.0.0"));
    QVERIFY(!images::openManifest({*bytes, *signature}, {images::createSigningKeyPair().publicKey}).ok());
}

void CliReleaseTest::aSecondPublishSendsNothing() {
    QCOMPARE(publish(), 0);
    const auto before = m_run->door.fleet.store.blobsStored;
    m_run->forget();
    QCOMPARE(publish({"-o", "json"}), 0);
    QCOMPARE(m_run->door.fleet.store.blobsStored, before);
    const Json told = Json::parse(m_run->out());
    QCOMPARE(told["bytesSent"].get<int>(), 0);
    QCOMPARE(told["bytesReused"].get<int>(), 100'000 + 1000 + 64 * 1024);
    QCOMPARE(told["bytesTotal"].get<int>(), 100'000 + 1000 + 576 * 1024);
}

void CliReleaseTest::whatWasSentAndReusedIsSaid() {
    QCOMPARE(publish(), 0);
    QVERIFY2(m_run->out().find("Total 674.6 KiB: sent 162.6 KiB (") != std::string::npos, m_run->out().c_str());
    QVERIFY(m_run->out().find("reused 0 B") != std::string::npos);
    QVERIFY(m_run->err().find("publishing") != std::string::npos);
}

void CliReleaseTest::aDirectoryThatIsNoImageIsRefused() {
    QVERIFY(QFile::remove(QString::fromStdString(m_run->path("image/image.json"))));
    QVERIFY(publish() != 0);
    QCOMPARE(m_run->door.fleet.countOf("release_publish"), 0);
    QVERIFY(m_run->err().find("image") != std::string::npos);
}

void CliReleaseTest::aFileThatIsNoKeyIsRefusedBeforeAnythingIsSent() {
    m_run->writeFile("key", "not a key\n");
    QCOMPARE(publish(), 7);
    QVERIFY(m_run->err().find("does not hold a private signing key") != std::string::npos);
    QVERIFY(m_run->door.fleet.store.blobs.empty());
    QVERIFY(QFile::remove(QString::fromStdString(m_run->path("key"))));
    QCOMPARE(publish(), 3);
}

void CliReleaseTest::aReleaseThatNoTrustedKeySignedIsDenied() {
    CliRun& run = *m_run;
    run.door.fleet.fail("release_publish", base::ErrorCode::Denied,
                        "no trusted key signed this release; trust one first");
    QCOMPARE(publish(), 0);  // the answer programmed first
    QCOMPARE(publish(), 5);
    QVERIFY(run.err().ends_with("twinset: no trusted key signed this release; trust one first\n"));
}

void CliReleaseTest::aBrokenLinkIsReportedAndThePublishCanBeRepeated() {
    m_run->door.fleet.store.failAtCall = 1;
    QCOMPARE(publish(), 6);
    QCOMPARE(m_run->door.fleet.countOf("release_publish"), 0);
    m_run->door.fleet.store.failAtCall.reset();
    QCOMPARE(publish(), 0);
    QCOMPARE(int(m_run->door.fleet.store.blobs.size()), 3);
}

void CliReleaseTest::buildingFromARecipeThatIsNotThereSaysSo() {
    QCOMPARE(m_run->run({"image", "build", m_run->path("no.json"), "--output", m_run->path("out")}), 3);
    QVERIFY(m_run->err().find("no.json") != std::string::npos);
    m_run->writeFile("bad.json", R"({"format": 1})");
    QCOMPARE(m_run->run({"image", "build", m_run->path("bad.json"), "--output", m_run->path("out")}), 7);
}

QTEST_GUILESS_MAIN(CliReleaseTest)
#include "cli_release_test.moc"
