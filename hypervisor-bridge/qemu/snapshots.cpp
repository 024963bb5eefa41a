#include <fcntl.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "base/log.h"
#include "base/process.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/ports.h"
#include "hypervisor-bridge/qemu/snapshot_files.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

constexpr std::string_view kMarker = ".snapshot-";

std::filesystem::path portsFile(const std::filesystem::path& state) { return state.string() + ".ports"; }

/// Waits for the end of a migration that writes or reads a state file.
base::Result<void> waitForMigration(QmpConnection& qmp) {
    const base::SystemClock clock;
    const auto deadline = clock.monotonic() + 2min;
    while (clock.monotonic() < deadline) {
        TWINSET_ASSIGN(const auto state, qmp.query("query-migrate"));
        const auto status = state.value("status", "none");
        if (status == "completed") return {};
        if (status == "failed" || status == "cancelled")
            return {ErrorCode::Internal, "the machine's state could not be moved: " + state.value("error-desc", status)};
        std::this_thread::sleep_for(5ms);
    }
    return {ErrorCode::Timeout, "moving the machine's state took longer than 2 min"};
}

class QemuSnapshots final : public Snapshots {
public:
    explicit QemuSnapshots(std::shared_ptr<MachineContext> machine) : m_machine(std::move(machine)) {}

    base::Result<void> take(const std::string& name) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto file, fileFor(name));
        if (m_machine->files.exists(file)) return {ErrorCode::Conflict, "there is a snapshot " + name + " already"};
        if (!m_machine->files.exists(m_machine->spec.dataDisk))
            return {ErrorCode::NotFound, "the data disk " + m_machine->spec.dataDisk.string() + " does not exist"};
        TWINSET_TRY(needWholeDisk(*m_machine));
        return copy(m_machine->spec.dataDisk, file);
    }

    base::Result<void> rollBack(const std::string& name) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto file, fileFor(name));
        if (!m_machine->files.exists(file)) return {ErrorCode::NotFound, "there is no snapshot " + name};
        return copy(file, m_machine->spec.dataDisk);
    }

    base::Result<void> remove(const std::string& name) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto file, fileFor(name));
        return m_machine->files.remove(file);
    }

    base::Result<std::vector<std::string>> list() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto files, snapshotFiles(m_machine->files, m_machine->spec.dataDisk));
        const auto prefix = snapshotFile(m_machine->spec.dataDisk, "").filename().string();
        std::vector<std::string> names;
        for (const auto& file : files) {
            const auto name = file.filename().string().substr(prefix.size());
            if (base::isIdText(name)) names.push_back(name);  // not what an interrupted copy left
        }
        return names;
    }

    base::Result<void> saveState(const std::filesystem::path& file) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        auto& qmp = process->qmp();
        TWINSET_ASSIGN(const auto ports, attachedPorts(m_machine->spec, qmp));
        const auto fresh = file.string() + ".new";
        const base::UniqueFd target(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (!target.valid()) return base::errorFromErrno(errno, "cannot create", fresh);
        TWINSET_TRY(qmp.query("stop"));
        const auto saved = save(qmp, target.get(), ports, fresh, file);
        if (saved) return m_machine->endProcess();
        // The guest goes on as if nobody had asked.
        if (const auto resumed = qmp.query("cont"); !resumed) base::logWarning(resumed.error().message);
        (void)m_machine->files.remove(fresh);
        return saved;
    }

private:
    base::Result<void> save(QmpConnection& qmp, int target, const std::vector<std::string>& ports, const std::filesystem::path& fresh,
                            const std::filesystem::path& file) {
        TWINSET_TRY(qmp.executeWithFd("getfd", {{"fdname", "state"}}, target));
        // The default is a rate for networks; a file takes what it can.
        TWINSET_TRY(qmp.execute("migrate-set-parameters", {{"max-bandwidth", std::int64_t{1} << 40}}));
        TWINSET_TRY(qmp.execute("migrate", {{"uri", "fd:state"}}));
        TWINSET_TRY(waitForMigration(qmp));
        if (::fsync(target) != 0) return base::errorFromErrno(errno, "cannot write", fresh);
        TWINSET_TRY(m_machine->files.writeFileAtomically(portsFile(file), nlohmann::json(ports).dump() + "\n", 0600));
        return m_machine->files.rename(fresh, file);
    }

    base::Result<std::filesystem::path> fileFor(const std::string& name) {
        if (!base::isIdText(name)) return {ErrorCode::InvalidInput, "'" + name + "' may not name a snapshot"};
        TWINSET_TRY(m_machine->needStopped());
        return snapshotFile(m_machine->spec.dataDisk, name);
    }

    base::Result<void> copy(const std::filesystem::path& from, const std::filesystem::path& to) {
        const auto fresh = to.string() + ".new";
        TWINSET_TRY(base::runProcessOrFail({{"cp", "--reflink=auto", "--sparse=always", "--", from.string(), fresh}, "", 30min, {}, {}}));
        {
            TWINSET_ASSIGN(const auto file, m_machine->files.open(fresh, base::OpenMode::ReadWrite));
            TWINSET_TRY(file->sync());
        }
        return m_machine->files.rename(fresh, to);
    }

    std::shared_ptr<MachineContext> m_machine;
};

}  // namespace

std::filesystem::path snapshotFile(const std::filesystem::path& disk, const std::string& name) {
    return disk.string() + std::string(kMarker) + name;
}

base::Result<std::vector<std::filesystem::path>> snapshotFiles(base::FileSystem& files, const std::filesystem::path& disk) {
    std::vector<std::filesystem::path> found;
    if (!files.exists(disk.parent_path())) return found;
    TWINSET_ASSIGN(const auto names, files.list(disk.parent_path()));
    const auto prefix = disk.filename().string() + std::string(kMarker);
    for (const auto& name : names)
        if (name.starts_with(prefix)) found.push_back(disk.parent_path() / name);
    return found;
}

base::Result<std::vector<std::string>> portsOfSavedState(base::FileSystem& files, const std::filesystem::path& file) {
    if (!files.exists(file)) return {ErrorCode::NotFound, "there is no saved state " + file.string()};
    TWINSET_ASSIGN(const auto text, files.readFile(portsFile(file)));
    TWINSET_ASSIGN(const auto json, base::parseJson(text));
    std::vector<std::string> names;
    for (const auto& name : json) {
        if (!name.is_string()) return {ErrorCode::Corrupt, portsFile(file).string() + " is damaged"};
        names.push_back(name.get<std::string>());
    }
    return names;
}

base::Result<void> loadSavedState(MachineContext& machine, const std::filesystem::path& file) {
    TWINSET_ASSIGN(const auto process, machine.needRunning());
    const base::UniqueFd source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!source.valid()) return base::errorFromErrno(errno, "cannot open", file);
    TWINSET_TRY(process->qmp().executeWithFd("getfd", {{"fdname", "state"}}, source.get()));
    TWINSET_TRY(process->qmp().execute("migrate-incoming", {{"uri", "fd:state"}}));
    const auto loaded = waitForMigration(process->qmp());
    return loaded ? loaded : base::Result<void>(loaded.error().withContext("the saved state " + file.string()));
}

std::unique_ptr<Snapshots> createQemuSnapshots(std::shared_ptr<MachineContext> machine) {
    return std::make_unique<QemuSnapshots>(std::move(machine));
}

}  // namespace hypervisor
