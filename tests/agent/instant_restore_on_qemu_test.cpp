// An instant restore with a real hypervisor and a real guest: the network is lost while the disk is filled, the agent dies, and the
// phone ends complete, with every byte of its files.
#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "agent/agent.h"
#include "agent/state/state_directory.h"
#include "base/log.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "images/restore_point.h"
#include "tests/agent/fake_fleet.h"
#include "tests/fakes/byte_patterns.h"
#include "tests/fakes/ext4_image.h"
#include "tests/fakes/memory_disk.h"
#include "tests/fakes/reference_images.h"

using namespace std::chrono_literals;

namespace {

const base::PhoneId kWork("vp-work");
constexpr std::size_t kFiles = 8, kFileSize = 6 * 1024 * 1024;

/// One agent's life over a state directory.
struct AgentLife {
    agent::OpenState state;
    std::unique_ptr<hypervisor::Driver> driver;
    std::unique_ptr<agent::Workers> workers = agent::createThreadWorkers();
    agent::Services services;
    agent::Agent mind;

    AgentLife(base::FileSystem& files, base::Clock& clock, agent::OpenState open, std::unique_ptr<hypervisor::Driver> opened,
              fakes::FakeFleet& fleet, const agent::Identity& identity)
        : state(std::move(open)),
          driver(std::move(opened)),
          services{*driver, files, clock, *workers, fleet, fleet.bulk(), identity, state.layout,
                   agent::DataKeys(files, state.layout, identity.privateKeyPem), timing(), {}},
          mind(services) {}
    static agent::AgentTiming timing() {
        agent::AgentTiming timing;
        timing.bootDeadline = 60s;
        timing.fetching.patience = 1s;
        timing.fetching.longestPause = 500ms;
        return timing;
    }
    ~AgentLife() { workers.reset(); }
};

base::Bytes contentOf(std::size_t file) { return fakes::noise(static_cast<unsigned>(file), kFileSize); }

}  // namespace

class InstantRestoreOnQemuTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void phoneRunsBeforeItsDataIsThere();
    void lostNetworkStopsTheFillingAndNothingElse();
    void deadAgentIsFollowedByOneThatGoesOn();
    void everyByteIsThereInTheEnd();
    void cleanupTestCase();

private:
    bool startAgent();
    bool until(const std::function<bool()>& reached, base::Duration most = 120s);
    [[nodiscard]] const fleet::protocol::PhoneReport* report() const { return m_fleet.report(kWork); }
    [[nodiscard]] bool runs() const { return report() != nullptr && report()->phase == "running" && report()->proved; }
    std::string inside(const std::string& script);
    bool everyFileIsWhole();
    fleet::protocol::DesiredState wish();

    QTemporaryDir m_directory;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    fakes::FakeFleet m_fleet;
    agent::Identity m_identity;
    std::unique_ptr<AgentLife> m_life;
    fleet::protocol::DesiredRelease m_release;
    images::ChunkId m_root;
    std::atomic<int> m_delayMs{0};
};

bool InstantRestoreOnQemuTest::startAgent() {
    auto state = agent::openStateDirectory(*m_files, m_directory.path().toStdString());
    if (!state) return false;
    hypervisor::QemuOptions options;
    options.stateDirectory = state->layout.machines();
    options.files = m_files.get();
    options.clock = &m_clock;
    auto driver = hypervisor::createQemuDriver(options);
    if (!driver) return false;
    m_life = std::make_unique<AgentLife>(*m_files, m_clock, std::move(*state), std::move(*driver), m_fleet, m_identity);
    if (const auto begun = m_life->mind.begin(); !begun) return false;
    m_fleet.linkIsUp = true;
    m_life->mind.linkUp();
    m_life->mind.received({base::newIdText("ms"), fleet::protocol::Welcome{m_clock.now(), "One"}});
    return true;
}

bool InstantRestoreOnQemuTest::until(const std::function<bool()>& reached, base::Duration most) {
    const auto deadline = m_clock.monotonic() + most;
    while (m_clock.monotonic() < deadline) {
        m_life->mind.turn();
        for (const auto& answer : std::exchange(m_fleet.answers, {})) m_life->mind.received(answer);
        if (reached()) return true;
        QTest::qSleep(5);
    }
    if (report() != nullptr) qWarning("%s", fleet::protocol::phoneReportToJson(*report()).dump(2).c_str());
    return false;
}

std::string InstantRestoreOnQemuTest::inside(const std::string& script) {
    const auto id = base::OperationId::create();
    const base::Json arguments{{"command", {"/bin/sh", "-c", script}}};
    m_life->mind.received(
        {base::newIdText("ms"), fleet::protocol::Operation{id, "virtual_phone_exec", kWork, arguments.dump(), m_clock.now() + 5min}});
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
    m_identity = m_fleet.identity();
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
    m_life->mind.received({base::newIdText("ms"), m_fleet.signedDesired(wish())});
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
    const auto id = base::OperationId::create();
    m_life->mind.received({base::newIdText("ms"), fleet::protocol::Operation{id, "virtual_phone_restart", kWork, "{}", m_clock.now() + 5min}});
    QVERIFY(until([&] { return m_fleet.result(id) != nullptr && runs(); }));
    QVERIFY(everyFileIsWhole());
    m_fleet.bulkFails = false;
}

void InstantRestoreOnQemuTest::cleanupTestCase() {
    m_life.reset();
    hypervisor::QemuOptions options;
    options.stateDirectory = agent::StateLayout(m_directory.path().toStdString()).machines();
    options.files = m_files.get();
    options.clock = &m_clock;
    const auto driver = hypervisor::createQemuDriver(options);
    QVERIFY(driver.ok());
    if (const auto machine = (*driver)->open(kWork)) QVERIFY((*machine)->kill().ok());
}

QTEST_GUILESS_MAIN(InstantRestoreOnQemuTest)
#include "instant_restore_on_qemu_test.moc"
