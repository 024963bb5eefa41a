// The overlay, its NBD backing and the job that fills it:
//
//     data-top ── data (qcow2, LUKS inside) ── remote (nbd client) ── socket "remote" ── NbdServer ── BlockSource
//
// The disk's header names the backing file, so that whoever opens the disk without it fails. The job `hydrate`
// (block-stream) copies, then waits for its end to be asked for (auto-finalize is off). Its end takes the name out of the
// header, and QEMU does that without writing its tables of clusters first: a QEMU that was killed then would leave a disk
// that counts as complete and has zeros where content belongs. So what was copied is flushed before the end is asked for.
//
// QEMU 7.2 crashes when it is asked for its block nodes (query-named-block-nodes) while a stream that ended has not been
// dismissed: the job still holds its filter, which has no child any more (bdrv_refresh_filename). So the job dismisses
// itself, its end is one command, between whose parts QEMU takes no other, and nobody asks for nodes while the header names
// the backing file.
//
// The node `remote` stays until detach() removes it; it has to go before its server.
#include <nlohmann/json.hpp>

#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/flush_export.h"
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
        if (!missing || job) return {};
        // An error ends the job, to be begun again; what was copied stays copied.
        TWINSET_TRY(process->qmp().execute("block-stream", {{"job-id", kJob}, {"device", "data"}, {"on-error", "report"}, {"auto-finalize", false}}));
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
        seen.complete = !missing && !job;
        seen.copied = missing && job && job->value("status", "") == "pending";
        seen.filling = job && !seen.copied;
        if (job) {
            const auto total = job->value("total-progress", std::uint64_t{0}), current = job->value("current-progress", std::uint64_t{0});
            seen.fraction = total == 0 ? 0.0 : static_cast<double>(current) / static_cast<double>(total);
        } else if (process && missing) {
            seen.problem = process->jobError(kJob);
        }
        if (seen.complete) seen.fraction = 1;
        return seen;
    }

    base::Result<void> conclude() override {
        std::unique_ptr<FlushExport> data;
        {
            const std::lock_guard lock(m_machine->mutex);
            TWINSET_ASSIGN(const auto seen, progress());
            if (seen.complete) return {};
            if (!seen.copied) return {ErrorCode::Conflict, "the data disk of " + m_machine->spec.id.text() + " is not filled yet"};
            TWINSET_ASSIGN(data, FlushExport::open(*m_machine));
        }
        // May take long on a slow disk; nobody has to wait for it.
        const auto flushed = data->flush();
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_TRY(data->close());
        if (!flushed) return flushed.error().withContext("what was copied onto the data disk");
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        TWINSET_TRY(process->qmp().execute("job-finalize", {{"id", kJob}}));
        TWINSET_ASSIGN(const bool missing, needsRemote(*m_machine));
        if (missing) return {ErrorCode::Unavailable, "filling the data disk did not end well: " + process->jobError(kJob)};
        return {};
    }

    base::Result<void> detach() override {
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const bool missing, needsRemote(*m_machine));
        if (missing && m_machine->running())
            return {ErrorCode::Conflict, "the machine " + m_machine->spec.id.text() + " runs on content that is not local yet"};
        if (const auto process = m_machine->running()) TWINSET_TRY(removeNode(process->qmp()));
        if (!missing && m_machine->files.exists(m_machine->spec.dataDisk)) {
            // The caller will forget the source: a power cut must not bring the name in the header back.
            TWINSET_ASSIGN(const auto file, m_machine->files.open(m_machine->spec.dataDisk, base::OpenMode::ReadWrite));
            TWINSET_TRY(file->sync());
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
