// The agent with a real hypervisor under it: two phones boot, take policy, are backed up, updated, and outlive their
// agent.
#include <algorithm>
#include <fstream>

#include "base/log.h"
#include "tests/agent/qemu_handset.h"
#include "tests/fakes/reference_images.h"

using namespace std::chrono_literals;
using fleet::protocol::PhoneReport;

namespace {

const base::PhoneId kWork("vp-work");
const base::PhoneId kPersonal("vp-personal");

/// Of the process that has this among its arguments; empty when there is none.
std::string commandLineOf(const std::string& argument) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        std::ifstream file(entry.path() / "cmdline");
        std::string line((std::istreambuf_iterator<char>(file)), {});
        std::replace(line.begin(), line.end(), '\0', ' ');
        if (line.find(argument) != std::string::npos) return line;
    }
    return {};
}

}  // namespace

class AgentOnQemuTest : public QObject, private fakes::QemuHandset {
    Q_OBJECT
private slots:
    void initTestCase();
    void twoPhonesBootAndAreProved();
    void policyIsSeenInsideTheGuest();
    void aSecondBackupReadsOnlyChanges();
    void aRestorePointIsProvedBesideThePhone();
    void aRestartedAgentAdoptsWithinASecond();
    void anUpdateKeepsTheData();
    void aReleaseThatDoesNotBootIsReturnedFrom();
    void anOrderWipesTheWorkPhoneOnly();
    void cleanupTestCase();

private:
    bool until(const std::function<bool()>& reached, base::Duration most = 120s) {
        return QemuHandset::until(reached, {kWork, kPersonal}, most);
    }
    bool isRunning(const base::PhoneId& phone, std::int64_t version);
    base::Json operate(const std::string& kind, const base::Json& arguments = base::Json::object());
    std::string inside(const std::string& script);

    fleet::protocol::DesiredRelease m_release100, m_release110, m_broken;
    fleet::protocol::DesiredState m_work, m_personal;
    std::string m_root;  // of the last backup
};

bool AgentOnQemuTest::isRunning(const base::PhoneId& phone, std::int64_t version) {
    const auto* report = m_fleet.report(phone);
    return report != nullptr && report->desiredVersion == version && report->phase == "running" && report->proved &&
           report->proved->at >= *report->startedAt;
}

base::Json AgentOnQemuTest::operate(const std::string& kind, const base::Json& arguments) {
    const auto id = ask(kind, kWork, arguments);
    if (!until([&] { return m_fleet.result(id) != nullptr; })) return {};
    const auto* result = m_fleet.result(id);
    if (!result->ok) qWarning("%s: %s", kind.c_str(), result->message.c_str());
    return base::parseJson(result->result).value();
}

std::string AgentOnQemuTest::inside(const std::string& script) {
    return operate("virtual_phone_exec", {{"command", {"/bin/sh", "-c", script}}}).value("stdout", "?");
}

void AgentOnQemuTest::initTestCase() {
    QVERIFY(base::startLogging("agent_on_qemu_test", "info").ok());
    const auto images = fakes::referenceImages();
    QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
    m_release100 = m_fleet.publishBuilt(images->release100).value();
    m_release110 = m_fleet.publishBuilt(images->release110).value();
    m_broken = m_fleet.publishBuilt(images->broken).value();
    m_timing.bootDeadline = 45s;
    m_work = {m_identity.fleet, m_identity.handset, kWork, 1, m_clock.now(),       true, true,         "work",
              "Work",           m_release100,       256,   1, base::mebibytes(64), {},   std::nullopt, 0,
              {},               {}};
    m_personal = m_work;
    m_personal.phone = kPersonal;
    m_personal.persona = "personal";
    QVERIFY(startAgent());
}

void AgentOnQemuTest::twoPhonesBootAndAreProved() {
    give(m_work);
    give(m_personal);
    QVERIFY(until([&] { return isRunning(kWork, 1) && isRunning(kPersonal, 1); }));
    for (const auto& control : m_fleet.report(kWork)->controls)
        QVERIFY2(control.outcome == "applied", (control.control + control.readBack).c_str());
}

void AgentOnQemuTest::policyIsSeenInsideTheGuest() {
    QVERIFY(inside("ls /dev/virtio-ports").find("twinset.camera.0") != std::string::npos);
    QVERIFY(inside("cat /sys/class/net/eth0/carrier").starts_with("1"));
    m_work.version = 2;
    m_work.settings = {{"network.allowed", false}, {"camera.allowed", false}};
    give(m_work);
    QVERIFY(until([&] {
        const auto* report = m_fleet.report(kWork);
        return isRunning(kWork, 2) && std::all_of(report->controls.begin(), report->controls.end(),
                                                  [](const auto& control) { return control.outcome == "applied"; });
    }));
    QVERIFY(inside("ls /dev/virtio-ports").find("twinset.camera.0") == std::string::npos);
    QVERIFY(inside("cat /sys/class/net/eth0/carrier").starts_with("0"));
}

void AgentOnQemuTest::aSecondBackupReadsOnlyChanges() {
    QCOMPARE(inside("echo first > /data/note && sync && cat /data/note"), std::string("first\n"));
    const auto first = operate("virtual_phone_backup");
    QVERIFY(first.value("bytesUploaded", 0) > 0);
    QCOMPARE(inside("echo second > /data/note && sync && cat /data/note"), std::string("second\n"));
    const auto second = operate("virtual_phone_backup");
    QVERIFY(second.value("incremental", false));
    QVERIFY(second.value("bytesRead", 0) < 4 * 1024 * 1024);
    QVERIFY(second.value("guestPauseMs", 100'000) < 2000);
    m_root = second.value("root", "");
}

void AgentOnQemuTest::aRestorePointIsProvedBesideThePhone() {
    const auto startedAt = m_fleet.report(kWork)->startedAt;
    const base::Json asked{{"restorePoint", "rp-second"},
                           {"root", m_root},
                           {"release", {{"image", m_release100.image}, {"version", "1.0.0"}, {"manifest", m_release100.manifest.hex()}}},
                           {"memoryMiB", 256},
                           {"cpus", 1}};
    const auto id = ask("restore_point_prove", kWork, asked);
    std::string seen;
    QVERIFY(until([&] {
        if (seen.empty()) seen = commandLineOf("twinset-prove-" + id.text());
        return m_fleet.result(id) != nullptr;
    }));
    const auto* result = m_fleet.result(id);
    QVERIFY2(result->ok, result->message.c_str());
    QCOMPARE(base::parseJson(result->result)->value("release", ""), std::string("1.0.0"));
    QVERIFY(!seen.empty());
    QVERIFY(seen.find("netdev") == std::string::npos && seen.find("virtio-net") == std::string::npos);
    QVERIFY(commandLineOf("twinset-prove-" + id.text()).empty());
    QCOMPARE(m_life->driver->list()->size(), std::size_t{2});
    QCOMPARE(m_files->list(m_life->state.layout.proofs())->size(), std::size_t{0});
    QCOMPARE(m_fleet.report(kWork)->startedAt, startedAt);
    QCOMPARE(inside("cat /data/note"), std::string("second\n"));
    const std::lock_guard lock(m_fleet.transfers);
    QVERIFY2(!m_fleet.bootLists[kWork].empty(), "what it read to boot");
}

void AgentOnQemuTest::aRestartedAgentAdoptsWithinASecond() {
    const auto startedAt = m_fleet.report(kWork)->startedAt;
    m_life.reset();
    const auto before = m_clock.monotonic();
    QVERIFY(startAgent());
    m_life->mind.turn();
    const auto took = m_clock.monotonic() - before;
    qInfo("adopted within %lld ms", static_cast<long long>(took.count()));
    QVERIFY(took < 1s);
    QVERIFY(isRunning(kWork, 2));
    QCOMPARE(m_fleet.report(kWork)->startedAt, startedAt);
}

void AgentOnQemuTest::anUpdateKeepsTheData() {
    const auto personal = m_fleet.report(kPersonal)->startedAt;
    m_work.version = 3;
    m_work.release = m_release110;
    give(m_work);
    QVERIFY(until([&] { return isRunning(kWork, 3) && m_fleet.report(kWork)->release == "1.1.0"; }));
    QCOMPARE(m_fleet.report(kWork)->proved->release, std::string("1.1.0"));
    QCOMPARE(inside("cat /data/note"), std::string("second\n"));
    QCOMPARE(m_fleet.report(kPersonal)->startedAt, personal);
}

void AgentOnQemuTest::aReleaseThatDoesNotBootIsReturnedFrom() {
    m_work.version = 4;
    m_work.release = m_broken;
    give(m_work);
    QVERIFY(until([&] { return isRunning(kWork, 4) && m_fleet.report(kWork)->rejected.has_value(); }, 240s));
    QCOMPARE(m_fleet.report(kWork)->rejected->fellBackTo, std::string("1.1.0"));
    QCOMPARE(m_fleet.report(kWork)->proved->release, std::string("1.1.0"));
    QCOMPARE(inside("cat /data/note"), std::string("second\n"));
}

void AgentOnQemuTest::anOrderWipesTheWorkPhoneOnly() {
    m_personal.version = 2;
    m_personal.running = false;
    give(m_personal);
    QVERIFY(until([&] {
        return m_fleet.report(kPersonal)->phase == "stopped" && m_fleet.report(kPersonal)->runState == "stopped";
    }));
    m_life->mind.refused(m_fleet.refusalWithOrder(
        {base::OperationId("op-wipe"), m_identity.fleet, m_identity.handset, m_clock.now(), {kWork}}));
    QVERIFY(until([&] { return !m_fleet.receipts.empty(); }));
    const auto& receipt = m_fleet.receipts.at(0);
    QVERIFY(receipt.wiped.at(0).erased);
    QVERIFY(!receipt.untouched.at(0).digestBefore.empty());
    QCOMPARE(receipt.untouched.at(0).digestAfter, receipt.untouched.at(0).digestBefore);
    QVERIFY(until([&] { return m_fleet.report(kWork)->phase == "wiped"; }));
}

void AgentOnQemuTest::cleanupTestCase() { QVERIFY(end({kWork, kPersonal})); }

QTEST_GUILESS_MAIN(AgentOnQemuTest)
#include "agent_on_qemu_test.moc"
