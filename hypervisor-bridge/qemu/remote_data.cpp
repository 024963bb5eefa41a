// The overlay, its NBD backing and the job that fills it:
//
//     data-top ── data (qcow2, LUKS inside) ── remote (nbd client) ── socket "remote" ── NbdServer ── BlockSource
//
// The disk's header names the backing file, so that whoever opens the disk without it fails; when the job `hydrate`
// (block-stream) is done, QEMU takes the name out of the header and the disk is a plain one. The node `remote` stays until
// detach() removes it; it has to go before its server.
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/qcow2_header.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr const char* kJob = "hydrate";

class QemuRemoteData final : public RemoteData {
public:
    explicit QemuRemoteData(std::shared_ptr<MachineContext> machine) : m_machine(std::move(machine)) {}

    base::Result<void> create(base::ByteCount size, const base::Secret& key) override {
        const std::lock_guard lock(m_machine->mutex);
        return makeDataDisk(*m_machine, size, key, true);
    }

    base::Result<bool> needed() override { return needsRemote(*m_machine); }

    base::Result<void> attach(std::shared_ptr<base::BlockSource> source) override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto file, m_machine->files.open(m_machine->spec.dataDisk, base::OpenMode::Read));
        TWINSET_ASSIGN(const auto header, readQcow2Header(*file));
        if (source->size() > header.virtualSize)
            return {ErrorCode::InvalidInput, "the content needs a disk of " + base::humanSize({source->size()}) + "; this one has " +
                                                 base::humanSize({header.virtualSize})};
        m_machine->setRemote(nullptr);
        TWINSET_ASSIGN(auto server, NbdServer::listen(m_machine->directory, kRemoteNode, std::move(source)));
        m_machine->setRemote(std::move(server));
        return {};
    }

    [[nodiscard]] bool attached() override {
        return m_machine->remoteAttached();
    }

    base::Result<void> hydrate() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const bool missing, needsRemote(*m_machine));
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        TWINSET_ASSIGN(const auto job, findJob(process->qmp()));
        if (!missing || (job && job->value("status", "") != "concluded")) return {};
        if (job) TWINSET_TRY(process->qmp().execute("job-dismiss", {{"id", kJob}}));
        // An error ends the job, to be seen in its record and begun again; what was copied stays copied.
        TWINSET_TRY(process->qmp().execute("block-stream", {{"job-id", kJob}, {"device", "data"}, {"on-error", "report"}, {"auto-dismiss", false}}));
        return {};
    }

    base::Result<HydrationProgress> progress() override {
        const std::lock_guard lock(m_machine->mutex);
        HydrationProgress seen;
        TWINSET_ASSIGN(const bool missing, needsRemote(*m_machine));
        const auto process = m_machine->running();
        std::optional<nlohmann::json> job;
        if (process) {
            TWINSET_ASSIGN(job, findJob(process->qmp()));
        }
        const bool concluded = job && job->value("status", "") == "concluded";
        seen.complete = !missing && (!job || concluded);
        seen.filling = job && !concluded;
        if (job) {
            const auto total = job->value("total-progress", std::uint64_t{0}), current = job->value("current-progress", std::uint64_t{0});
            seen.fraction = total == 0 ? 0.0 : static_cast<double>(current) / static_cast<double>(total);
            if (concluded) seen.problem = job->value("error", "");
        }
        if (seen.complete) seen.fraction = 1;
        return seen;
    }

    base::Result<void> detach() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const bool missing, needsRemote(*m_machine));
        if (missing && m_machine->running())
            return {ErrorCode::Conflict, "the machine " + m_machine->spec.id.text() + " runs on content that is not local yet"};
        if (const auto process = m_machine->running()) {
            TWINSET_ASSIGN(const auto job, findJob(process->qmp()));
            if (job) TWINSET_TRY(process->qmp().execute("job-dismiss", {{"id", kJob}}));
            TWINSET_TRY(removeNode(process->qmp()));
        }
        m_machine->setRemote(nullptr);
        return {};
    }

private:
    static base::Result<void> removeNode(QmpConnection& qmp) {
        TWINSET_ASSIGN(const auto nodes, qmp.execute("query-named-block-nodes", {{"flat", true}}));
        for (const auto& node : nodes)
            if (node.value("node-name", "") == kRemoteNode) TWINSET_TRY(qmp.execute("blockdev-del", {{"node-name", kRemoteNode}}));
        return {};
    }

    static base::Result<std::optional<nlohmann::json>> findJob(QmpConnection& qmp) {
        TWINSET_ASSIGN(const auto jobs, qmp.query("query-jobs"));
        for (const auto& job : jobs)
            if (job.value("id", "") == kJob) return std::optional<nlohmann::json>(job);
        return std::optional<nlohmann::json>();
    }

    std::shared_ptr<MachineContext> m_machine;
};

}  // namespace

std::unique_ptr<RemoteData> createQemuRemoteData(std::shared_ptr<MachineContext> machine) {
    return std::make_unique<QemuRemoteData>(std::move(machine));
}

}  // namespace hypervisor
