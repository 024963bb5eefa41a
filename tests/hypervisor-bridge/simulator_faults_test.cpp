// Each fault the simulator can inject shows through the interface as the trouble it stands for.
#include <QTemporaryDir>
#include <QTest>

#include "hypervisor-bridge/simulator/simulator_driver.h"

using namespace hypervisor;
using namespace std::chrono_literals;
using base::ErrorCode;

class SimulatorFaultsTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_world = std::make_shared<SimulatorWorld>();
        m_driver = createSimulatorDriver(m_world, *m_files, m_clock);
        for (const auto* part : {"kernel", "initrd", "system", "broken"})
            QVERIFY(m_files->writeFileAtomically(path(part), part == std::string("broken") ? "twinset-broken" : "twinset-release=1.2.3\n", 0600).ok());
        MachineSpec spec;
        spec.id = m_id;
        spec.system = {path("kernel"), path("initrd"), path("system"), path("overlay"), ""};
        spec.dataDisk = path("data");
        spec.ports = {{"camera", PortKind::Device, "", false, true}};
        QVERIFY(m_driver->define(spec).ok());
        m_machine = m_driver->open(m_id).value();
        QVERIFY(m_machine->dataDisk().create(base::mebibytes(4), m_key).ok());
    }

    void cleanup() {
        m_machine.reset();
        m_driver.reset();
    }

    void absentAgentTimesOut() {
        inject([](auto& faults) { faults.guestAgentAbsent = true; });
        start();
        QCOMPARE(m_machine->guest().ping(1s).error().code, ErrorCode::Timeout);
        QVERIFY(!m_machine->observe()->guestAgentConnected);
    }

    void slowAgentTimesOutForTheImpatientOnly() {
        inject([](auto& faults) { faults.guestAgentDelay = 5s; });
        start();
        QCOMPARE(m_machine->guest().ping(1s).error().code, ErrorCode::Timeout);
        QVERIFY(m_machine->guest().ping(10s).ok());
    }

    void brokenSystemNeverAnswers() {
        m_machine.reset();
        MachineSpec spec;
        spec.id = m_id;
        spec.system = {path("kernel"), path("initrd"), path("broken"), path("overlay"), ""};
        spec.dataDisk = path("data");
        QVERIFY(m_driver->define(spec).ok());
        m_machine = m_driver->open(m_id).value();
        start();
        QCOMPARE(m_machine->guest().ping(1s).error().code, ErrorCode::Timeout);
    }

    void failingStartSucceedsTheSecondTime() {
        inject([](auto& faults) { faults.failingStarts = 1; });
        QCOMPARE(m_machine->start({}, m_key).error().code, ErrorCode::Unavailable);
        start();
    }

    void lostEventsAreNotDelivered() {
        int events = 0;
        m_driver->setEventSink([&](const Event&) { ++events; });
        start();
        QVERIFY(events > 0);
        events = 0;
        inject([](auto& faults) { faults.eventsLost = true; });
        QVERIFY(m_machine->kill().ok());
        QCOMPARE(events, 0);
        QCOMPARE(m_machine->observe()->state, RunState::Stopped);
    }

    void deathWhileFrozenFailsTheCheckpoint() {
        start();
        inject([](auto& faults) { faults.diesWhileFrozen = true; });
        QCOMPARE(m_machine->backup().begin({"one", std::nullopt}).error().code, ErrorCode::Unavailable);
        QCOMPARE(m_machine->observe()->state, RunState::Stopped);
    }

    void damagedParentIsReported() {
        start();
        QVERIFY(m_machine->backup().begin({"one", std::nullopt}).value()->end(true).ok());
        inject([](auto& faults) { faults.parentInvalid = true; });
        const auto checkpoint = m_machine->backup().begin({"two", "one"}).value();
        QVERIFY(!checkpoint->parentValid());
        QVERIFY(!checkpoint->parentProblem().empty());
    }

    void fullScratchFailsTheReaderNotTheGuest() {
        start();
        inject([](auto& faults) { faults.scratchReads = 1; });
        const auto checkpoint = m_machine->backup().begin({"one", std::nullopt}).value();
        QVERIFY(checkpoint->disk().read(0, 512).ok());
        QCOMPARE(checkpoint->disk().read(0, 512).error().code, ErrorCode::Unavailable);
        QVERIFY(m_machine->guest().ping(1s).ok());
    }

    void refusedUnplugIsPending() {
        start();
        inject([](auto& faults) { faults.unplugRefused = true; });
        Controls controls;
        controls.ports["camera"] = false;
        const auto results = m_machine->apply(controls).value();
        QVERIFY(std::any_of(results.begin(), results.end(), [](const auto& result) {
            return result.control == "port.camera" && result.outcome == ControlOutcome::PendingGuest;
        }));
        QCOMPARE(m_machine->observe()->attachedPorts.size(), std::size_t{1});
    }

    void lostKeySlotDeniesTheStart() {
        inject([](auto& faults) { faults.keySlotLost = true; });
        QCOMPARE(m_machine->start({}, m_key).error().code, ErrorCode::Denied);
    }

    void machineDiesAtTheThirdCall() {
        start();
        inject([](auto& faults) { faults.diesAtCall = 3; });
        QCOMPARE(m_machine->observe()->state, RunState::Running);
        QCOMPARE(m_machine->observe()->state, RunState::Running);
        QCOMPARE(m_machine->observe()->state, RunState::Stopped);
    }

    void healthTellsTheReleaseOfTheSystemImage() {
        start();
        const auto health = m_machine->guest().exec({"/usr/libexec/twinset/health"}, "", 1s).value();
        QCOMPARE(health.exitCode, 0);
        QVERIFY(health.standardOutput.find("1.2.3") != std::string::npos);
    }

private:
    std::filesystem::path path(const std::string& name) const { return m_dir.filePath(QString::fromStdString(name)).toStdString(); }
    template <typename Change>
    void inject(Change change) {
        SimulatorFaults faults;
        change(faults);
        m_world->setFaults(m_id, faults);
    }
    void start() {
        const auto started = m_machine->start({}, m_key);
        QVERIFY2(started.ok(), started.ok() ? "" : started.error().message.c_str());
    }

    QTemporaryDir m_dir;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    base::PhoneId m_id{"vp-faulty"};
    base::Secret m_key = base::Secret::random(32);
    std::shared_ptr<SimulatorWorld> m_world;
    std::unique_ptr<Driver> m_driver;
    std::unique_ptr<Machine> m_machine;
};

QTEST_GUILESS_MAIN(SimulatorFaultsTest)
#include "simulator_faults_test.moc"
