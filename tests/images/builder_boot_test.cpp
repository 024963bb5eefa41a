// Boots the built images under QEMU and checks docs/guest-contract.md from outside. Needs the Debian packages, or fails.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <memory>

#include "tests/fakes/reference_images.h"
#include "tests/images/plain_guest.h"

namespace {

constexpr int kBootMs = 90000;
constexpr int kHealthMs = 60000;
constexpr qint64 kDataDiskSize = 256LL * 1024 * 1024;

bool contains(const QByteArray& text, const char* part) { return text.contains(part); }

}  // namespace

class BuilderBootTest : public QObject {
    Q_OBJECT

    fakes::ReferenceImages m_images;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<PlainGuest> m_guest;

    QString dataDisk() const { return m_directory->filePath("data.raw"); }

    void makeDataDisk(qint64 writeAt = -1, const QByteArray& bytes = {}) {
        QFile disk(dataDisk());
        QVERIFY(disk.open(QIODevice::ReadWrite | QIODevice::Truncate) && disk.resize(kDataDiskSize));
        if (writeAt >= 0) QVERIFY(disk.seek(writeAt) && disk.write(bytes) == bytes.size());
    }

    QByteArray readDisk(qint64 at, qint64 length) const {
        QFile disk(dataDisk());
        return disk.open(QIODevice::ReadOnly) && disk.seek(at) ? disk.read(length) : QByteArray();
    }

    void boot(const std::filesystem::path& image, const QString& disk) {
        m_guest = std::make_unique<PlainGuest>(image, disk);
        const auto failure = m_guest->start();
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
        const auto pinged = m_guest->waitForAgent(kBootMs);
        QVERIFY2(pinged >= 0, ("no answer from the guest agent; console: " + m_guest->console()).constData());
        qInfo("guest-ping after %lld ms", static_cast<long long>(pinged));
    }

    QJsonObject healthy() {
        QByteArray answer;
        const auto after = m_guest->waitForHealth(kHealthMs, answer);
        if (after >= 0) qInfo("healthy after %lld ms", static_cast<long long>(after));
        else qWarning("never healthy: %s", answer.constData());
        return after < 0 ? QJsonObject() : QJsonDocument::fromJson(answer).object();
    }

    void checkPortsAppearAndVanish() {
        const auto plugged = m_guest->qmp("chardev-add", {{"id", "camera"}, {"backend", QJsonObject{{"type", "null"}, {"data", QJsonObject()}}}});
        QVERIFY(plugged.contains("return"));
        QVERIFY(m_guest->qmp("device_add", {{"driver", "virtserialport"}, {"bus", "vs0.0"}, {"chardev", "camera"},
                                            {"name", "twinset.camera.0"}, {"id", "cameraport"}}).contains("return"));
        QTRY_COMPARE_WITH_TIMEOUT(m_guest->exec("/bin/test", {"-c", "/dev/virtio-ports/twinset.camera.0"}).exitCode, 0, 20000);
        QVERIFY(m_guest->qmp("device_del", {{"id", "cameraport"}}).contains("return"));
        QTRY_COMPARE_WITH_TIMEOUT(m_guest->exec("/bin/test", {"-e", "/dev/virtio-ports/twinset.camera.0"}).exitCode, 1, 20000);
    }

    void checkFreezeCoversBothFileSystems() {
        QCOMPARE(m_guest->agent("guest-fsfreeze-freeze")["return"].toInt(), 2);
        QCOMPARE(m_guest->agent("guest-fsfreeze-status")["return"].toString(), QString("frozen"));
        QCOMPARE(m_guest->agent("guest-fsfreeze-thaw")["return"].toInt(), 2);
        QCOMPARE(m_guest->agent("guest-fsfreeze-status")["return"].toString(), QString("thawed"));
    }

    void checkFileCommandsWork() {
        const QJsonValue handle = m_guest->agent("guest-file-open", {{"path", "/data/by-agent"}, {"mode", "w"}})["return"];
        QVERIFY(handle.isDouble());
        const auto text = QByteArray("through the agent").toBase64();
        QVERIFY(m_guest->agent("guest-file-write", {{"handle", handle}, {"buf-b64", QString(text)}}).contains("return"));
        QVERIFY(m_guest->agent("guest-file-close", {{"handle", handle}}).contains("return"));
        QCOMPARE(m_guest->exec("/bin/cat", {"/data/by-agent"}).output, QByteArray("through the agent"));
    }

private slots:
    void initTestCase() {
        const auto images = fakes::referenceImages();
        QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
        m_images = *images;
    }
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void cleanup() { m_guest.reset(); }

    void firstBootFormatsTheDataDiskAndKeepsTheContract() {
        makeDataDisk();
        boot(m_images.release100, dataDisk());
        const auto health = healthy();
        QCOMPARE(health["release"].toString(), QString("1.0.0"));
        QCOMPARE(health["image"].toString(), QString("reference-work"));
        QCOMPARE(health["data"].toString(), QString("mounted"));
        QCOMPARE(health["phone"].toString(), QString("vp-test1"));
        QVERIFY(health["uptimeSeconds"].isDouble());
        QCOMPARE(m_guest->exec("/bin/cat", {"/etc/twinset-release"}).output, QByteArray("1.0.0\n"));

        QVERIFY(contains(m_guest->shell("ip addr show eth0").output, "10.77.0.2/24"));
        QVERIFY(contains(m_guest->shell("ip route").output, "default via 10.77.0.1"));
        QVERIFY(contains(m_guest->shell("ping -c 1 -W 5 10.77.0.1").output, "1 packets received"));
        const auto missing = m_guest->shell("for a in sh cat wget nc sha256sum dd ls df sync ip ping hwclock tee; do which $a || echo no $a; done");
        QVERIFY2(!contains(missing.output, "no "), missing.output.constData());

        checkPortsAppearAndVanish();
        checkFileCommandsWork();
        checkFreezeCoversBothFileSystems();
        const auto set = m_guest->agent("guest-set-time");
        QVERIFY2(set.contains("return"), QJsonDocument(set).toJson().constData());
        QCOMPARE(m_guest->shell("echo kept > /data/file && sync").exitCode, 0);

        QVERIFY(m_guest->qmp("system_powerdown").contains("return"));
        QVERIFY2(m_guest->waitForEnd(30000), "the power button does not switch the guest off");
    }

    void dataSurvivesAnUpdateToTheNextRelease() {
        makeDataDisk();
        boot(m_images.release100, dataDisk());
        QVERIFY(!healthy().isEmpty());
        QCOMPARE(m_guest->shell("echo kept > /data/file && sync").exitCode, 0);
        m_guest->agent("guest-shutdown", {}, 1);
        QVERIFY2(m_guest->waitForEnd(30000), "guest-shutdown does not switch the guest off");

        boot(m_images.release110, dataDisk());
        QCOMPARE(healthy()["release"].toString(), QString("1.1.0"));
        QCOMPARE(m_guest->exec("/bin/cat", {"/data/file"}).output, QByteArray("kept\n"));
        QCOMPARE(m_guest->exec("/bin/test", {"-s", "/usr/share/twinset/whats-new"}).exitCode, 0);
    }

    void fileSystemGrowsWithItsDisk() {
        makeDataDisk();
        boot(m_images.release100, dataDisk());
        QVERIFY(!healthy().isEmpty());
        QCOMPARE(m_guest->shell("echo kept > /data/file && sync").exitCode, 0);
        m_guest->agent("guest-shutdown", {}, 1);
        QVERIFY(m_guest->waitForEnd(30000));
        QVERIFY(QFile(dataDisk()).resize(3 * kDataDiskSize));
        boot(m_images.release100, dataDisk());
        QVERIFY(!healthy().isEmpty());
        QCOMPARE(m_guest->exec("/bin/cat", {"/data/file"}).output, QByteArray("kept\n"));
        const auto size = m_guest->shell("df -m /data | tail -n 1 | (read -r disk megabytes rest; echo $megabytes)").output.toInt();
        QVERIFY2(size > 700, m_guest->shell("df -m /data").output + m_guest->console());
        QCOMPARE(m_guest->shell("dd if=/dev/zero of=/data/large bs=1M count=500 && sync").exitCode, 0);
        m_guest->agent("guest-shutdown", {}, 1);
        QVERIFY(m_guest->waitForEnd(30000));
        boot(m_images.release100, dataDisk());
        QVERIFY(!healthy().isEmpty());
        QCOMPARE(m_guest->shell("stat -c %s /data/large").output, QByteArray("524288000\n"));
    }

    void foreignDataDiskIsNeverFormatted() {
        makeDataDisk(700 * 1024, "somebody else's data");
        boot(m_images.release100, dataDisk());
        QTRY_VERIFY_WITH_TIMEOUT(contains(m_guest->exec("/usr/libexec/twinset/health").output, "not a Twinset data disk"), kHealthMs);
        QCOMPARE(m_guest->exec("/usr/libexec/twinset/health").exitCode, 1);
        QVERIFY(contains(m_guest->exec("/bin/cat", {"/proc/mounts"}).output, " / "));
        m_guest.reset();
        QCOMPARE(readDisk(700 * 1024, 20), QByteArray("somebody else's data"));
        QCOMPARE(readDisk(1080, 2), QByteArray(2, '\0'));
    }

    void formatThatWasCutOffIsBegunAgain() {
        makeDataDisk(700 * 1024, "half a file system");
        QFile disk(dataDisk());
        QVERIFY(disk.open(QIODevice::ReadWrite) && disk.seek(kDataDiskSize - 4096));
        QVERIFY(disk.write("twinset: format of a blank disk begun\n") > 0);
        disk.close();
        boot(m_images.release100, dataDisk());
        QCOMPARE(healthy()["data"].toString(), QString("mounted"));
        m_guest.reset();
        QCOMPARE(readDisk(kDataDiskSize - 4096, 4096), QByteArray(4096, '\0'));
        QCOMPARE(readDisk(1080, 2), QByteArray("\x53\xef"));
    }

    void phoneWithoutDataDiskSaysSo() {
        boot(m_images.release100, {});
        QTRY_VERIFY_WITH_TIMEOUT(contains(m_guest->exec("/usr/libexec/twinset/health").output, "there is no data disk"), kHealthMs);
    }

    void brokenReleasePanicsAndNeverAnswers() {
        makeDataDisk();
        m_guest = std::make_unique<PlainGuest>(m_images.broken, dataDisk());
        const auto failure = m_guest->start();
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->console().count("Kernel panic") >= 2, kBootMs);
        QCOMPARE(m_guest->waitForAgent(1), qint64{-1});
    }
};

QTEST_GUILESS_MAIN(BuilderBootTest)
#include "builder_boot_test.moc"
