#include "hypervisor-bridge/qemu/qemu_driver.h"

#include <set>

#include "hypervisor-bridge/qemu/acceleration_probe.h"
#include "hypervisor-bridge/qemu/encrypted_disk.h"
#include "hypervisor-bridge/qemu/machine_definition.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/storage_daemon.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

/// Ids with an open handle; shared with the handles, which may outlive the driver.
struct OpenHandles {
    std::mutex mutex;
    std::set<base::PhoneId> ids;
};

class QemuDriver final : public Driver {
public:
    QemuDriver(QemuOptions options, std::unique_ptr<base::FileLock> lock)
        : m_options(std::move(options)), m_files(*m_options.files), m_lock(std::move(lock)) {}

    ~QemuDriver() override { setEventSink({}); }

    base::Result<DriverProbe> probe() override {
        TWINSET_ASSIGN(const auto found, environment());
        DriverProbe probe{"qemu", m_version, found.acceleration, {}};
        for (int i = 0; i <= static_cast<int>(Capability::Screenshot); ++i) probe.capabilities.insert(static_cast<Capability>(i));
        if (!found.namespaceProblem.empty()) probe.capabilities.erase(Capability::NetworkBandwidth);
        if (!found.processors.problem.empty()) probe.capabilities.erase(Capability::ProcessorLimit);
        return probe;
    }

    base::Result<std::vector<base::PhoneId>> list() override {
        TWINSET_ASSIGN(const auto names, m_files.list(machines()));
        std::vector<base::PhoneId> ids;
        for (const auto& name : names)
            if (base::isIdText(name) && m_files.exists(machines() / name / "definition.json")) ids.emplace_back(name);
        return ids;
    }

    base::Result<void> define(const MachineSpec& spec) override {
        TWINSET_TRY(checkSpec(spec));
        TWINSET_TRY(refuseWhileRunning(spec.id));
        TWINSET_ASSIGN(const auto found, environment());
        TWINSET_TRY(m_files.createDirectories(directoryOf(spec.id)));
        if (found.namespaceProblem.empty() && spec.network.present && !spec.network.network.empty())
            TWINSET_TRY(ensureNamespace(spec.network));
        return m_files.writeFileAtomically(directoryOf(spec.id) / "definition.json", encodeDefinition(spec), 0600);
    }

    base::Result<std::unique_ptr<Machine>> open(const base::PhoneId& id) override {
        TWINSET_ASSIGN(auto spec, definitionOf(id));
        TWINSET_ASSIGN(const auto found, environment());
        {
            const std::lock_guard lock(m_handles->mutex);
            if (!m_handles->ids.insert(id).second)
                return {ErrorCode::Conflict, "the machine " + id.text() + " is open already in this process"};
        }
        StorageDaemon::endLeftOver(m_files, directoryOf(id));
        auto machine = std::make_shared<MachineContext>(std::move(spec), directoryOf(id), found);
        machine->adopt();
        return createQemuMachine(std::move(machine), [handles = m_handles, id] {
            const std::lock_guard lock(handles->mutex);
            handles->ids.erase(id);
        });
    }

    base::Result<void> undefine(const base::PhoneId& id) override {
        TWINSET_ASSIGN(const auto spec, definitionOf(id));
        TWINSET_TRY(refuseWhileRunning(id));
        {
            const std::lock_guard lock(m_handles->mutex);
            if (m_handles->ids.contains(id)) return {ErrorCode::Conflict, "the machine " + id.text() + " is open; close it first"};
        }
        StorageDaemon::endLeftOver(m_files, directoryOf(id));
        TWINSET_TRY(m_files.remove(spec.system.overlay));
        TWINSET_TRY(m_files.removeTree(directoryOf(id)));
        if (!spec.network.present || spec.network.network.empty()) return {};
        TWINSET_ASSIGN(const auto others, list());
        for (const auto& other : others) {
            const auto definition = definitionOf(other);
            if (definition && definition->network.network == spec.network.network) return {};
        }
        TWINSET_ASSIGN(const auto found, environment());
        if (found.namespaceProblem.empty()) removeNamespace(spec.network.network);
        return {};
    }

    void setEventSink(EventSink sink) override { m_events->setSink(std::move(sink)); }

private:
    std::filesystem::path machines() const { return m_options.stateDirectory / "machines"; }
    std::filesystem::path directoryOf(const base::PhoneId& id) const { return machines() / id.text(); }

    base::Result<MachineSpec> definitionOf(const base::PhoneId& id) {
        const auto text = m_files.readFile(directoryOf(id) / "definition.json");
        if (!text && text.error().code == ErrorCode::NotFound)
            return {ErrorCode::NotFound, "no machine " + id.text() + " is defined; define it first"};
        if (!text) return text.error();
        return decodeDefinition(*text).withContext(id.text());
    }

    base::Result<void> refuseWhileRunning(const base::PhoneId& id) {
        const auto record = readProcessRecord(m_files, directoryOf(id));
        if (record && isAlive(record->identity))
            return {ErrorCode::Conflict, "the machine " + id.text() + " runs; stop it first"};
        return {};
    }

    base::Result<QemuEnvironment> environment() {
        const std::lock_guard lock(m_probeMutex);
        if (!m_environment) {
            TWINSET_ASSIGN(const auto acceleration, probeAcceleration(m_options));
            m_version = acceleration.version;
            TWINSET_TRY(prepareBlankDisk(m_options));
            const auto problem = m_options.networkNamespaces ? namespaceProblem() : "network namespaces are switched off";
            m_environment = QemuEnvironment{m_options, m_events, acceleration.kind, problem, findProcessorGroups()};
        }
        return *m_environment;
    }

    QemuOptions m_options;
    base::FileSystem& m_files;
    std::unique_ptr<base::FileLock> m_lock;
    std::shared_ptr<EventHub> m_events = std::make_shared<EventHub>();
    std::shared_ptr<OpenHandles> m_handles = std::make_shared<OpenHandles>();
    std::mutex m_probeMutex;
    std::optional<QemuEnvironment> m_environment;
    std::string m_version;
};

}  // namespace

base::Result<std::unique_ptr<Driver>> createQemuDriver(const QemuOptions& options) {
    if (options.files == nullptr || options.clock == nullptr)
        return {ErrorCode::InvalidInput, "the driver needs a file system and a clock"};
    if (!options.stateDirectory.is_absolute())
        return {ErrorCode::InvalidInput, "the state directory '" + options.stateDirectory.string() + "' is not absolute"};
    TWINSET_TRY(options.files->createDirectories(options.stateDirectory / "machines"));
    auto lock = options.files->lock(options.stateDirectory / "driver.lock");
    if (!lock && lock.error().code == ErrorCode::Conflict)
        return {ErrorCode::Conflict, "another process drives the machines in " + options.stateDirectory.string() + "; end it first"};
    if (!lock) return lock.error();
    return std::unique_ptr<Driver>(std::make_unique<QemuDriver>(options, std::move(*lock)));
}

}  // namespace hypervisor
