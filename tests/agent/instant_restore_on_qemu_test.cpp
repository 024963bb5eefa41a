// An instant restore with a real hypervisor and a real guest: the network is lost while the disk is filled, the agent dies, and the
// phone ends complete, with every byte of its files.
#include <QCryptographicHash>
#include <fstream>

#include "base/log.h"
#include "images/restore_point.h"
#include "tests/agent/qemu_handset.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/ext4_image.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fakes/reference_images.h"

using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
constexpr std::size_t kFiles = 8, kFileSize = 6 * 1024 * 1024;

base::Bytes contentOf(std::size_t file) { return fakes::noise(static_cast<unsigned>(file), kFileSize); }

}  // namespace

class InstantRestoreOnQemuTest : public QObject, private fakes::QemuHandset {
    Q_OBJECT
private slots:
    void initTestCase();
    void phoneRunsBeforeItsDataIsThere();
    void lostNetworkStopsTheFillingAndNothingElse();
    void deadAgentIsFollowedByOneThatGoesOn();
    void everyByteIsThereInTheEnd();
    void cleanupTestCase();

private:
    bool until(const std::function<bool()>& reached) { return QemuHandset::until(reached, {kWork}, 120s); }
    [[nodiscard]] const fleet::protocol::PhoneReport* report() const { return m_fleet.report(kWork); }
    [[nodiscard]] bool runs() const { return report() != nullptr && report()->phase == "running" && report()->proved; }
    std::string inside(const std::string& script);
    bool everyFileIsWhole();
    fleet::protocol::DesiredState wish();

    fleet::protocol::DesiredRelease m_release;
    images::ChunkId m_root;
    std::atomic<int> m_delayMs{0};
};

std::string InstantRestoreOnQemuTest::inside(const std::string& script) {
    const auto id = ask("virtual_phone_exec", kWork, {{"command", {"/bin/sh", "-c", script}}});
    if (!until([&] { return m_fleet.result(id) != nullptr; })) return "no answer";
    return base::parseJson(m_fleet.result(id)->result)->value("stdout", m_fleet.result(id)->message);
}

bool InstantRestoreOnQemuTest::everyFileIsWhole() {
    std::string sums;
    for (std::size_t i = 0; i < kFiles; ++i) {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        const auto content = contentOf(i);
        hash.addData(QByteArrayView(content.data(), static_cast<qsizetype>(content.size())));
        sums += hash.result().toHex().toStdString() + "  /data/file" + std::to_string(i) + "\n";
    }
    const auto seen = inside("echo 3 > /proc/sys/vm/drop_caches; sha256sum /data/file?");
    if (seen != sums) qWarning("%s", seen.c_str());
    return seen == sums;
}

fleet::protocol::DesiredState InstantRestoreOnQemuTest::wish() {
    fleet::protocol::DesiredState desired{m_identity.fleet, m_identity.handset, kWork, 1, m_clock.now(), true, true, "work",
                                          "Work", m_release, 256, 1, base::mebibytes(96), {}, std::nullopt, 0, {}, {}};
    desired.origin = {base::RestorePointId("rp-one"), m_root, false};
    return desired;
}

void InstantRestoreOnQemuTest::initTestCase() {
    QVERIFY(base::startLogging("instant_restore_on_qemu_test", "info").ok());
    const auto images = fakes::referenceImages();
    QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
    m_release = m_fleet.publishBuilt(images->release100).value();
    m_timing.bootDeadline = 60s;
    m_timing.fetching.patience = 1s;
    m_timing.fetching.longestPause = 500ms;
    const QTemporaryDir content;
    for (std::size_t i = 0; i < kFiles; ++i) {
        std::ofstream file(content.filePath(QString("file%1").arg(i)).toStdString(), std::ios::binary);
        file << contentOf(i);
    }
    const auto image = fakes::ext4Image(content.path().toStdString(), "96M", {"-L", "twinset-data", "-m", "0"});
    fakes::MemoryDisk disk(image.size());
    for (std::size_t at = 0; at < image.size(); at += images::kChunkSize) {
        const auto piece = image.substr(at, images::kChunkSize);
        if (piece.find_first_not_of('\0') != std::string::npos) QVERIFY(disk.write(at, piece).ok());
    }
    const auto bulk = m_fleet.bulk()().value();
    const images::ChunkCodec codec(bulk->fetchPhoneKeys(kWork).value());
    const auto taken = images::backUpDisk(disk, std::nullopt, codec, m_fleet.phoneChunks, m_fleet.phoneChunks, {});
    QVERIFY2(taken.ok(), taken.ok() ? "" : taken.error().message.c_str());
    m_root = taken->root;
    m_fleet.duringTransfer = [this] { QTest::qSleep(m_delayMs); };
    QVERIFY(startAgent());
}

void InstantRestoreOnQemuTest::phoneRunsBeforeItsDataIsThere() {
    give(wish());
    QVERIFY(until([&] { return runs(); }));
    m_delayMs = 60;  // so that the disk is not whole before it is interrupted
    QCOMPARE(report()->data, std::string("remote"));
    QVERIFY(until([&] { return report()->progress > 0.05; }));
    const std::lock_guard lock(m_fleet.transfers);
    QVERIFY(!m_fleet.bootLists[kWork].empty());
    QVERIFY2(m_fleet.bootLists[kWork].size() < 100, "what filling read is not in it");
}

void InstantRestoreOnQemuTest::lostNetworkStopsTheFillingAndNothingElse() {
    const auto startedAt = report()->startedAt;
    m_fleet.bulkFails = true;
    QVERIFY(until([&] { return report()->detail.find("when the gateway can be reached") != std::string::npos; }));
    const auto at = m_clock.monotonic();
    QVERIFY(until([&] { return m_clock.monotonic() > at + 4s; }));  // several times as long as a read waits
    QCOMPARE(report()->data, std::string("remote"));
    m_fleet.bulkFails = false;
    const auto before = report()->progress;
    QVERIFY(until([&] { return runs() && report()->progress > std::max(before, 0.2); }));
    QCOMPARE(report()->startedAt, startedAt);
}

void InstantRestoreOnQemuTest::deadAgentIsFollowedByOneThatGoesOn() {
    const auto startedAt = report()->startedAt;
    QCOMPARE(report()->data, std::string("remote"));
    m_life.reset();
    QVERIFY(startAgent());
    QCOMPARE(report()->data, std::string("remote"));
    m_delayMs = 0;
    QVERIFY(until([&] { return report()->data == "whole"; }));
    QCOMPARE(report()->startedAt, startedAt);
}

void InstantRestoreOnQemuTest::everyByteIsThereInTheEnd() {
    m_fleet.bulkFails = true;
    QVERIFY(everyFileIsWhole());
    const auto id = ask("virtual_phone_restart", kWork, base::Json::object());
    QVERIFY(until([&] { return m_fleet.result(id) != nullptr && runs(); }));
    QVERIFY(everyFileIsWhole());
    m_fleet.bulkFails = false;
}

void InstantRestoreOnQemuTest::cleanupTestCase() { QVERIFY(end({kWork})); }

QTEST_GUILESS_MAIN(InstantRestoreOnQemuTest)
#include "instant_restore_on_qemu_test.moc"
