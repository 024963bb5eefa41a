// The driver contract against QEMU with the real reference guest.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "hypervisor-bridge/qemu/processor_limit.h"
#include "hypervisor-bridge/qemu/qemu_driver.h"
#include "tests/contract/driver_contract.h"
#include "tests/fakes/reference_images.h"

namespace {

class QemuUnderTest final : public DriverUnderTest {
public:
    explicit QemuUnderTest(fakes::ReferenceImages images) : m_images(std::move(images)) {}

    std::unique_ptr<hypervisor::Driver> openDriver() override {
        hypervisor::QemuOptions options;
        options.stateDirectory = path("state");
        options.files = m_files.get();
        options.clock = &m_clock;
        auto driver = hypervisor::createQemuDriver(options);
        if (!driver) qFatal("%s", driver.error().message.c_str());
        return std::move(*driver);
    }

    hypervisor::MachineSpec spec(const std::string& name, int index) override {
        hypervisor::MachineSpec spec;
        spec.id = base::PhoneId(name);
        spec.persona = name;
        const auto& release = m_images.release100;
        spec.system = {release / "kernel", release / "initrd", release / "system.img", path(name + ".overlay"), "random.trust_cpu=on"};
        spec.dataDisk = path(name + ".data");
        spec.network = {true, "tw-contract-" + std::to_string(::getpid()), "10.97.1." + std::to_string(index) + "/24 10.97.1.1"};
        for (const auto* device : {"camera", "microphone", "location", "bluetooth", "nfc", "sensors", "usb", "storage", "clipboard", "share"})
            spec.ports.push_back({std::string("org.twinset.") + device, hypervisor::PortKind::Device, "", false, true});
        spec.ports.push_back({"org.twinset.channel", hypervisor::PortKind::Channel, path("channel"), index == 2, true});
        spec.phoneInformation = R"({"phone":")" + name + R"("})";
        return spec;
    }

    void crash(const hypervisor::Machine&, int processId) override {
        ::kill(processId, SIGKILL);
        while (::kill(processId, 0) == 0 && std::filesystem::exists("/proc/" + std::to_string(processId) + "/exe")) ::usleep(1000);
    }

    void dieWithOpenCheckpoint(const base::PhoneId& id, const std::string& checkpoint) override {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto driver = openDriver();
            const auto machine = driver->open(id);
            if (!machine) ::_exit(2);
            const auto open = (*machine)->backup().begin({checkpoint, std::nullopt});
            if (!open) ::_exit(3);
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!WIFSIGNALED(status)) qFatal("the caller could not open a checkpoint: %d", WEXITSTATUS(status));
    }

    /// The scratch area is as large a file as the disk, and full of holes. A limit for the size of files lets the disk's own file grow, and
    /// nothing be kept of most of the disk.
    void fillScratch(const hypervisor::Machine& machine, int processId, bool full) override {
        const auto limit = full ? std::filesystem::file_size(machine.spec().dataDisk) + 8 * 1024 * 1024 : RLIM_INFINITY;
        const rlimit wanted{limit, RLIM_INFINITY};
        if (::prlimit(processId, RLIMIT_FSIZE, &wanted, nullptr) != 0) qFatal("the hypervisor's files cannot be limited");
    }

    base::Duration bootDeadline() override { return std::chrono::seconds(90); }
    base::ByteCount dataSize() override { return base::mebibytes(64); }

    bool offers(const std::string& control) override {
        static const auto groups = hypervisor::findProcessorGroups();
        return control != "cpu.limit" || groups.problem.empty();
    }

    bool takesRealTime() override { return true; }

private:
    std::filesystem::path path(const std::string& name) const { return m_dir.filePath(QString::fromStdString(name)).toStdString(); }

    fakes::ReferenceImages m_images;
    QTemporaryDir m_dir;
    std::unique_ptr<base::FileSystem> m_files = base::createPosixFileSystem();
    base::SystemClock m_clock;
};

}  // namespace

class QemuContractTest : public DriverContract {
    Q_OBJECT

public:
    explicit QemuContractTest(std::unique_ptr<DriverUnderTest> subject) : DriverContract(std::move(subject)) {}
};

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    auto images = fakes::referenceImages();
    if (!images) {
        qCritical("%s", images.error().message.c_str());
        return 1;
    }
    ::signal(SIGXFSZ, SIG_IGN);  // as hypervisors inherit it: a file that may not grow is an error to them, not the end
    QemuContractTest test(std::make_unique<QemuUnderTest>(std::move(*images)));
    return QTest::qExec(&test, argc, argv);
}

#include "qemu_contract_test.moc"
