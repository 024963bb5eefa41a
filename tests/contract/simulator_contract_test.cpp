// The driver contract against the simulator.
#include <QTemporaryDir>
#include <QTest>

#include "hypervisor-bridge/simulator/simulator_driver.h"
#include "tests/contract/driver_contract.h"

namespace {

class SimulatorUnderTest final : public DriverUnderTest {
public:
    SimulatorUnderTest() {
        for (const auto* part : {"kernel", "initrd", "system"})
            if (!m_files->writeFileAtomically(path(part), "twinset-release=1.0.0\n", 0600)) qFatal("no part");
    }

    std::unique_ptr<hypervisor::Driver> openDriver() override {
        return hypervisor::createSimulatorDriver(m_world, *m_files, m_clock);
    }

    hypervisor::MachineSpec spec(const std::string& name, int) override {
        hypervisor::MachineSpec spec;
        spec.id = base::PhoneId(name);
        spec.persona = name;
        spec.system = {path("kernel"), path("initrd"), path("system"), path(name + ".overlay"), ""};
        spec.dataDisk = path(name + ".data");
        for (const auto* device : {"camera", "microphone", "usb"})
            spec.ports.push_back({std::string("org.twinset.") + device, hypervisor::PortKind::Device, "", false, true});
        return spec;
    }

    void crash(const hypervisor::Machine& machine, int) override { m_world->crashMachine(machine.spec().id); }

    void dieWithOpenCheckpoint(const base::PhoneId& id, const std::string& checkpoint) override {
        const auto driver = openDriver();
        const auto machine = driver->open(id).value();
        const auto open = machine->backup().begin({checkpoint, std::nullopt}).value();
        m_world->loseCallers();
    }

    void fillScratch(const hypervisor::Machine& machine, int, bool full) override {
        hypervisor::SimulatorFaults faults;
        if (full) faults.scratchReads = 0;
        m_world->setFaults(machine.spec().id, faults);
    }

    base::Duration bootDeadline() override { return std::chrono::seconds(1); }
    base::ByteCount dataSize() override { return base::mebibytes(16); }
    bool offers(const std::string&) override { return true; }
    bool takesRealTime() override { return false; }

private:
    std::filesystem::path path(const std::string& name) const { return m_dir.filePath(QString::fromStdString(name)).toStdString(); }

    QTemporaryDir m_dir;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
    std::shared_ptr<hypervisor::SimulatorWorld> m_world = std::make_shared<hypervisor::SimulatorWorld>();
};

}  // namespace

class SimulatorContractTest : public DriverContract {
    Q_OBJECT

public:
    SimulatorContractTest() : DriverContract(std::make_unique<SimulatorUnderTest>()) {}
};

QTEST_GUILESS_MAIN(SimulatorContractTest)
#include "simulator_contract_test.moc"
