// The reference image's part of a policy, seen from inside a real guest: what is answered "applied" takes effect.
#include <unistd.h>

#include <QElapsedTimer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <thread>

#include "agent/guest_policy.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "tests/fakes/reference_images.h"

using namespace std::chrono_literals;

namespace {

using Settings = std::map<std::string, policy::Value>;

constexpr auto kTimeout = base::Duration(30s);

}  // namespace

class GuestPolicyOnQemuTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();

    void withoutAPolicyTheStatusIsEmpty();
    void whatIsNoPolicyIsRefused_data();
    void whatIsNoPolicyIsRefused();
    void refusedAppsDoNotRunAndComeBack();
    void anAllowlistRefusesAllOtherApps();
    void programsFromElsewhereDoNotRun();
    void usersCannotBeChanged();
    void theScreenCannotBeReadBack();
    void theConsoleClosesAndOpens();
    void aResetIsRefused();
    void aProxyIsTakenOver();
    void whatTheImageCannotDoIsSaid();
    void settingsForAppsAreKeptForThem();
    void theStatusRepeatsTheAnswer();
    void aBackupStillFreezesTheGuest();
    void thePolicyHoldsAfterARestart();
    void anEmptyPolicyUndoesEverything();

private:
    base::Result<void> boot();
    std::map<std::string, std::string> apply(const Settings& settings);
    std::string inside(const std::string& script, int expected = 0);
    QByteArray atTheConsole(const QByteArray& line, const QByteArray& expected);

    QTemporaryDir m_dir;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    std::unique_ptr<hypervisor::Driver> m_driver;
    std::unique_ptr<hypervisor::Machine> m_machine;
    base::Secret m_key = base::Secret::random(32);
    Settings m_last;
};

void GuestPolicyOnQemuTest::initTestCase() {
    const auto images = fakes::referenceImages();
    QVERIFY2(images.ok(), images.ok() ? "" : images.error().message.c_str());
    const auto path = [&](const char* name) { return std::filesystem::path(m_dir.filePath(name).toStdString()); };
    hypervisor::QemuOptions options;
    options.stateDirectory = path("state");
    options.files = m_files.get();
    options.clock = &m_clock;
    options.networkNamespaces = false;
    m_driver = hypervisor::createQemuDriver(options).value();
    hypervisor::MachineSpec spec;
    spec.id = base::PhoneId("vp-policy");
    const auto& release = images->release100;
    spec.system = {release / "kernel", release / "initrd", release / "system.img", path("overlay"), "random.trust_cpu=on"};
    spec.dataDisk = path("data");
    spec.network = {true, "", "10.97.2.2/24 10.97.2.1"};
    QVERIFY(m_driver->define(spec).ok());
    m_machine = m_driver->open(spec.id).value();
    QVERIFY(m_machine->dataDisk().create(base::mebibytes(32), m_key).ok());
    const auto booted = boot();
    QVERIFY2(booted.ok(), booted.ok() ? "" : booted.error().message.c_str());
}

void GuestPolicyOnQemuTest::cleanupTestCase() {
    if (m_machine) (void)m_machine->kill();
    m_machine.reset();
    m_driver.reset();
}

base::Result<void> GuestPolicyOnQemuTest::boot() {
    TWINSET_TRY(m_machine->start({}, m_key));
    for (const auto deadline = m_clock.monotonic() + 90s; m_clock.monotonic() < deadline; std::this_thread::sleep_for(50ms)) {
        if (!m_machine->guest().ping(2s)) continue;
        const auto health = m_machine->guest().exec({"/usr/libexec/twinset/health"}, "", kTimeout);
        if (health && health->exitCode == 0) return {};
    }
    return {base::ErrorCode::Timeout, "the guest did not become healthy"};
}

/// Setting -> "OUTCOME READBACK".
std::map<std::string, std::string> GuestPolicyOnQemuTest::apply(const Settings& settings) {
    const auto policy = agent::guestPolicyOf(settings);
    QElapsedTimer timer;
    timer.start();
    const auto outcome = m_machine->guest().exec({agent::kPolicyProgram, "apply"}, policy.text, kTimeout);
    if (!outcome) qFatal("%s", outcome.error().message.c_str());
    qInfo("applied in %lld ms", timer.elapsed());
    if (!outcome->standardError.empty()) qWarning("%s", outcome->standardError.c_str());
    const auto read = agent::readAcknowledgement(*outcome, policy);
    if (!read) {
        qWarning("%s", read.error().message.c_str());
        return {};
    }
    m_last = settings;
    std::map<std::string, std::string> answers;
    for (const auto& control : *read) answers[control.control.substr(6)] = control.outcome + " " + control.readBack;
    return answers;
}

std::string GuestPolicyOnQemuTest::inside(const std::string& script, int expected) {
    const auto outcome = m_machine->guest().exec({"/bin/sh", "-c", script}, "", kTimeout);
    if (!outcome) return outcome.error().message;
    const auto text = outcome->standardOutput + outcome->standardError;
    return outcome->exitCode == expected ? text : "ended with " + std::to_string(outcome->exitCode) + ": " + text;
}

QByteArray GuestPolicyOnQemuTest::atTheConsole(const QByteArray& line, const QByteArray& expected) {
    QLocalSocket socket;
    socket.connectToServer(m_dir.filePath("state/machines/vp-policy/console"));
    if (!socket.waitForConnected(5000)) return "no console";
    QByteArray heard;
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < 20'000 && !heard.contains(expected);) {
        socket.write(line + "\n");
        socket.flush();
        socket.waitForReadyRead(500);
        heard += socket.readAll();
    }
    return heard;
}

void GuestPolicyOnQemuTest::withoutAPolicyTheStatusIsEmpty() {
    QCOMPARE(inside("/usr/libexec/twinset/policy status"), std::string("{\"digest\":\"\",\"settings\":{}}\n"));
}

void GuestPolicyOnQemuTest::whatIsNoPolicyIsRefused_data() {
    QTest::addColumn<QString>("text");
    const auto good = QString::fromStdString(agent::guestPolicyOf({{"keyguard.required", true}}).text);
    QTest::newRow("nothing") << "";
    QTest::newRow("another format") << "twinset-policy 2\nend 00\n";
    QTest::newRow("cut off") << good.left(good.size() / 2);
    QTest::newRow("no end") << good.left(good.indexOf("end "));
    QTest::newRow("a path for a name") << "twinset-policy 1\n../etc=1\nend 00\n";
    QTest::newRow("an option for a name") << "twinset-policy 1\n-rf=1\nend 00\n";
    QTest::newRow("a digest that is none") << "twinset-policy 1\nend \"}\n";
}

void GuestPolicyOnQemuTest::whatIsNoPolicyIsRefused() {
    QFETCH(QString, text);
    const auto outcome = m_machine->guest().exec({agent::kPolicyProgram, "apply"}, text.toStdString() + "\n", kTimeout);
    QVERIFY(outcome.ok());
    QCOMPARE(outcome->exitCode, 1);
    QVERIFY2(outcome->standardOutput.starts_with("{\"reason\":\""), outcome->standardOutput.c_str());
    QCOMPARE(inside("ls /data/.twinset 2>/dev/null; true"), std::string());
}

void GuestPolicyOnQemuTest::refusedAppsDoNotRunAndComeBack() {
    QVERIFY(inside("wget --help").find("Usage") != std::string::npos);
    const auto answers = apply({{"apps.blocked", policy::TextSet{"com.example.game", "org.busybox.wget"}},
                                {"apps.required", policy::TextSet{"com.example.mail", "org.busybox.vi"}},
                                {"notice.support", std::string("Call 4711\nor write")}});
    QCOMPARE(answers.at("apps.blocked"), std::string("applied refused here: wget"));
    QVERIFY2(answers.at("apps.required").starts_with("unsupported"), answers.at("apps.required").c_str());
    QVERIFY(answers.at("apps.required").find("com.example.mail") != std::string::npos);
    QCOMPARE(inside("wget http://10.97.2.1/ ", 126), std::string("wget: the policy of this phone refuses this app\nCall 4711\nor write\n"));
    QVERIFY(inside("/bin/wget --help", 126).find("refuses") != std::string::npos);
    QVERIFY(inside("nslookup", 1).find("Usage") != std::string::npos);
    QCOMPARE(apply({{"apps.blocked", policy::TextSet{"com.example.game"}}}).at("apps.blocked"), std::string("applied refused here: none"));
    QVERIFY(inside("wget --help").find("Usage") != std::string::npos);
}

void GuestPolicyOnQemuTest::anAllowlistRefusesAllOtherApps() {
    const auto answers = apply({{"apps.storeMode", std::string("allowlist")}, {"apps.allowed", policy::TextSet{"org.busybox.vi"}}});
    QVERIFY2(answers.at("apps.storeMode").find("wget") != std::string::npos, answers.at("apps.storeMode").c_str());
    QVERIFY(answers.at("apps.allowed").starts_with("applied"));
    QVERIFY(inside("nc -h", 126).find("refuses") != std::string::npos);
    QVERIFY(inside("vi --help").find("Usage") != std::string::npos);
}

void GuestPolicyOnQemuTest::programsFromElsewhereDoNotRun() {
    QCOMPARE(apply({}).size(), std::size_t{0});
    const std::string write = "printf '#!/bin/sh\\necho ran' | tee /data/x /tmp/x >/dev/null; chmod +x /data/x /tmp/x; ";
    QCOMPARE(inside(write + "/data/x; /tmp/x"), std::string("ran\nran\n"));
    const auto answers = apply({{"apps.unknownSourcesAllowed", false}});
    QVERIFY2(answers.at("apps.unknownSourcesAllowed").starts_with("applied"), answers.at("apps.unknownSourcesAllowed").c_str());
    QVERIFY(inside("/data/x", 126).find("ermission denied") != std::string::npos);
    QVERIFY(inside("/tmp/x", 126).find("ermission denied") != std::string::npos);
    QVERIFY(inside("grep ' /tmp ' /proc/mounts").find("nosuid,nodev") != std::string::npos);
}

void GuestPolicyOnQemuTest::usersCannotBeChanged() {
    const auto answers = apply({{"users.additionAllowed", false}});
    QVERIFY2(answers.at("users.additionAllowed").starts_with("applied"), answers.at("users.additionAllowed").c_str());
    QVERIFY(inside("echo x:x:1:1::/: >> /etc/passwd", 2).find("ead-only") != std::string::npos);
    QVERIFY(inside("cat /etc/passwd").starts_with("root:"));
}

void GuestPolicyOnQemuTest::theScreenCannotBeReadBack() {
    QVERIFY(inside("ls /dev/vcs").find("/dev/vcs") == 0);
    QVERIFY(apply({{"screenCapture.allowed", false}}).at("screenCapture.allowed").starts_with("applied"));
    QCOMPARE(inside("ls /dev/vcs* 2>/dev/null; true"), std::string());
    apply({{"screenCapture.allowed", true}});
    QVERIFY(inside("ls /dev/vcs").find("/dev/vcs") == 0);
}

void GuestPolicyOnQemuTest::theConsoleClosesAndOpens() {
    QVERIFY(atTheConsole("echo a''live", "alive").contains("alive"));
    const auto answers = apply({{"developerSettings.allowed", false}, {"notice.lockScreen", std::string("Property of Acme")}});
    QVERIFY(answers.at("developerSettings.allowed").starts_with("applied"));
    QVERIFY(answers.at("notice.lockScreen").starts_with("applied"));
    const auto closed = atTheConsole("echo a''live", "alive");
    QVERIFY2(!closed.contains("alive"), closed.constData());
    apply({});
    QVERIFY(atTheConsole("echo a''live", "alive").contains("alive"));
}

void GuestPolicyOnQemuTest::aResetIsRefused() {
    QVERIFY(apply({{"factoryReset.allowed", false}}).at("factoryReset.allowed").starts_with("applied"));
    QVERIFY(inside("factory-reset --yes", 1).find("forbids") != std::string::npos);
    apply({});
    QVERIFY(inside("factory-reset", 2).find("usage") != std::string::npos);
}

void GuestPolicyOnQemuTest::aProxyIsTakenOver() {
    const auto answers = apply({{"proxy.host", std::string("proxy.example.com")},
                                {"proxy.port", std::int64_t{8080}},
                                {"proxy.excludedHosts", policy::TextSet{"*.example.org", "10.0.0.1"}},
                                {"time.zone", std::string("UTC")}});
    QVERIFY(answers.at("proxy.host").starts_with("applied"));
    const auto outcome = m_machine->guest().exec({"/bin/sh", "-l", "-c", "echo $http_proxy $no_proxy $TZ"}, "", kTimeout);
    QCOMPARE(outcome->standardOutput, std::string("http://proxy.example.com:8080 *.example.org,10.0.0.1, UTC0\n"));
}

void GuestPolicyOnQemuTest::whatTheImageCannotDoIsSaid() {
    const auto answers = apply({{"dns.privateMode", std::string("host")},
                                {"dns.privateHost", std::string("dns.example.com")},
                                {"proxy.pacUrl", std::string("https://example.com/p.pac")},
                                {"time.zone", std::string("Europe/Vienna")},
                                {"vpn.package", std::string("com.example.vpn")},
                                {"vpn.lockdown", true}});
    for (const auto& [name, answer] : answers) QVERIFY2(answer.starts_with("unsupported "), (name + ": " + answer).c_str());
    QCOMPARE(answers.size(), std::size_t{6});
}

void GuestPolicyOnQemuTest::settingsForAppsAreKeptForThem() {
    const auto answers = apply({{"password.minimumLength", std::int64_t{8}},
                                {"wifi.blockedNetworks", policy::TextSet{"Café \\ \"x\"", "guest"}},
                                {"keyguard.disabledFeatures", policy::TextSet{}}});
    for (const auto& [name, answer] : answers) QVERIFY2(answer.starts_with("delivered"), (name + ": " + answer).c_str());
    const std::string at = "/run/twinset/policy/settings/";
    QCOMPARE(inside("cat " + at + "password.minimumLength"), std::string("8\n"));
    QCOMPARE(inside("cat " + at + "wifi.blockedNetworks"), std::string("Café \\ \"x\"\nguest\n"));
    QCOMPARE(inside("cat " + at + "keyguard.disabledFeatures"), std::string());
    const auto json = base::parseJson(inside("cat /run/twinset/policy/policy.json"));
    QVERIFY(json.ok());
}

void GuestPolicyOnQemuTest::theStatusRepeatsTheAnswer() {
    const auto policy = agent::guestPolicyOf(m_last);
    const auto status = m_machine->guest().exec({agent::kPolicyProgram, "status"}, "", kTimeout);
    QVERIFY(status.ok());
    QVERIFY(agent::readAcknowledgement(*status, policy).ok());
}

void GuestPolicyOnQemuTest::aBackupStillFreezesTheGuest() {
    apply({{"users.additionAllowed", false}, {"apps.unknownSourcesAllowed", false}});
    const auto frozen = m_machine->guest().freeze(kTimeout);
    QVERIFY2(frozen.ok(), frozen.ok() ? "" : frozen.error().message.c_str());
    QVERIFY(m_machine->guest().thaw(kTimeout).ok());
}

void GuestPolicyOnQemuTest::thePolicyHoldsAfterARestart() {
    apply({{"apps.blocked", policy::TextSet{"org.busybox.wget"}},
           {"apps.unknownSourcesAllowed", false},
           {"developerSettings.allowed", false}});
    QVERIFY(m_machine->shutdown(30s).ok());
    const auto booted = boot();
    QVERIFY2(booted.ok(), booted.ok() ? "" : booted.error().message.c_str());
    QVERIFY(inside("wget --help", 126).find("refuses") != std::string::npos);
    QVERIFY(inside("/data/x", 126).find("ermission denied") != std::string::npos);
    QVERIFY(!atTheConsole("echo a''live", "alive").contains("alive"));
    theStatusRepeatsTheAnswer();
}

void GuestPolicyOnQemuTest::anEmptyPolicyUndoesEverything() {
    QCOMPARE(apply({}).size(), std::size_t{0});
    QVERIFY(inside("wget --help").find("Usage") != std::string::npos);
    QCOMPARE(inside("/data/x"), std::string("ran\n"));
    QCOMPARE(inside("echo x:x:1:1::/: >> /etc/passwd"), std::string());
    QVERIFY(atTheConsole("echo a''live", "alive").contains("alive"));
}

QTEST_GUILESS_MAIN(GuestPolicyOnQemuTest)
#include "guest_policy_on_qemu_test.moc"
