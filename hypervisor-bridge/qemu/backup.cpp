#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "hypervisor-bridge/qemu/bitmaps.h"
#include "hypervisor-bridge/qemu/checkpoint_nodes.h"
#include "hypervisor-bridge/qemu/data_disk_file.h"
#include "hypervisor-bridge/qemu/guest_agent_connection.h"
#include "hypervisor-bridge/qemu/machine_parts.h"
#include "hypervisor-bridge/qemu/nbd_reader.h"
#include "hypervisor-bridge/qemu/unix_socket.h"

namespace hypervisor {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

constexpr auto kFreezeTimeout = base::Duration(5s);

bool isRunning(QmpConnection& qmp) {
    const auto status = qmp.query("query-status");
    return status && status->value("status", "") == "running";
}

/// Marks the point in the dirty maps: the new one begins, the parent's stands still, as one step.
base::Result<void> markPoint(QmpConnection& qmp, const CheckpointRecord& record) {
    auto actions = nlohmann::json::array();
    actions.push_back({{"type", "block-dirty-bitmap-add"},
                       {"data", {{"node", "data"}, {"name", record.name}, {"persistent", true}, {"granularity", 65536}}}});
    if (record.parent) actions.push_back({{"type", "block-dirty-bitmap-disable"}, {"data", {{"node", "data"}, {"name", *record.parent}}}});
    TWINSET_TRY(qmp.execute("transaction", {{"actions", actions}}));
    return {};
}

class QemuCheckpoint final : public Checkpoint {
public:
    QemuCheckpoint(std::shared_ptr<MachineContext> machine, CheckpointRecord record, std::string parentProblem)
        : m_machine(std::move(machine)), m_record(std::move(record)), m_parentProblem(std::move(parentProblem)) {}

    ~QemuCheckpoint() override {
        if (m_ended) return;
        if (const auto closed = end(false); !closed) base::logWarning(closed.error().message);
    }

    base::Result<void> openReader() {
        TWINSET_ASSIGN(auto socket, connectUnixSocket(m_machine->directory, "nbd"));
        TWINSET_ASSIGN(m_reader, openNbdReader(std::move(socket), "data", m_record.parent));
        return {};
    }

    void setPoint(Consistency consistency, base::Duration pause) {
        m_consistency = consistency;
        m_pause = pause;
    }

    base::BlockReader& disk() override { return *m_reader; }
    [[nodiscard]] bool parentValid() const override { return m_record.parent.has_value(); }
    [[nodiscard]] std::string parentProblem() const override { return m_parentProblem; }
    [[nodiscard]] Consistency consistency() const override { return m_consistency; }
    [[nodiscard]] base::Duration guestPause() const override { return m_pause; }

    base::Result<void> end(bool keep) override {
        if (m_ended) return {};
        m_ended = true;
        const std::lock_guard lock(m_machine->mutex);
        const base::Error gone{ErrorCode::Unavailable,
                               "the checkpoint " + m_record.name + " is gone: its machine ended or it was abandoned"};
        const auto process = m_machine->running();
        const auto open = readCheckpointRecord(*m_machine);
        if (!process || !open || open->name != m_record.name) return gone;
        auto& qmp = process->qmp();
        TWINSET_TRY(removeCheckpointNodes(*m_machine, qmp));
        if (!keep) {
            TWINSET_TRY(returnToParent(qmp, m_record));
        } else if (m_record.parent) {
            TWINSET_TRY(qmp.execute("block-dirty-bitmap-remove", {{"node", "data"}, {"name", *m_record.parent}}));
        }
        return removeCheckpointRecord(*m_machine);
    }

private:
    std::shared_ptr<MachineContext> m_machine;
    CheckpointRecord m_record;
    std::string m_parentProblem;
    std::unique_ptr<base::BlockReader> m_reader;
    Consistency m_consistency = Consistency::Crash;
    base::Duration m_pause{0};
    bool m_ended = false;
};

class QemuBackup final : public BackupAccess {
public:
    QemuBackup(std::shared_ptr<MachineContext> machine, GuestAgent& guest) : m_machine(std::move(machine)), m_guest(guest) {}

    base::Result<std::unique_ptr<Checkpoint>> begin(const CheckpointRequest& request) override {
        if (!base::isIdText(request.name)) return {ErrorCode::InvalidInput, "'" + request.name + "' may not name a checkpoint"};
        const std::lock_guard lock(m_machine->mutex);
        TWINSET_ASSIGN(const auto process, m_machine->needRunning());
        TWINSET_TRY(needWholeDisk(*m_machine));
        auto& qmp = process->qmp();
        if (readCheckpointRecord(*m_machine)) return {ErrorCode::Conflict, "a checkpoint is open already; end or abandon it first"};
        std::string problem;
        TWINSET_ASSIGN(auto record, settleParent(qmp, request, problem));
        TWINSET_TRY(writeCheckpointRecord(*m_machine, record));
        auto checkpoint = std::make_unique<QemuCheckpoint>(m_machine, record, std::move(problem));
        // From here on the checkpoint's destructor puts everything back.
        TWINSET_TRY(prepareScratch(*m_machine, qmp).withContext("the checkpoint's scratch area"));
        TWINSET_TRY(takePoint(qmp, record, *checkpoint));
        record.marking = false;
        TWINSET_TRY(writeCheckpointRecord(*m_machine, record));
        TWINSET_TRY(exportView(qmp, record.parent));
        TWINSET_TRY(checkpoint->openReader());
        return std::unique_ptr<Checkpoint>(std::move(checkpoint));
    }

    base::Result<int> abandonOpenCheckpoints() override {
        const std::lock_guard lock(m_machine->mutex);
        const auto process = m_machine->running();
        if (!process) return 0;
        const auto record = readCheckpointRecord(*m_machine);
        if (record && record->marking && !isRunning(process->qmp())) TWINSET_TRY(process->qmp().query("cont"));
        if (guestAgentConnected(process->qmp())) {
            const auto frozen = m_guest.frozen(kFreezeTimeout);
            if (frozen && *frozen) TWINSET_TRY(m_guest.thaw(kFreezeTimeout));
        }
        return closeLeftCheckpoint(*m_machine);
    }

private:
    base::Result<CheckpointRecord> settleParent(QmpConnection& qmp, const CheckpointRequest& request, std::string& problem) {
        TWINSET_ASSIGN(const auto known, bitmaps(qmp));
        CheckpointRecord record{request.name, std::nullopt, true};
        if (request.parent)
            problem = "there is no checkpoint " + *request.parent +
                      " on this disk; a new one is lost when its hypervisor is killed";
        for (const auto& bitmap : known) {
            if (!bitmap.usable) {
                // No reader will ever trust it again.
                TWINSET_TRY(qmp.execute("block-dirty-bitmap-remove", {{"node", "data"}, {"name", bitmap.name}}));
                if (bitmap.name == request.parent)
                    problem = "the record of changes since " + bitmap.name + " was lost when the hypervisor was killed";
            } else if (bitmap.name == request.name) {
                return {ErrorCode::Conflict, "there is a checkpoint " + request.name + " already"};
            } else if (bitmap.name == request.parent) {
                record.parent = request.parent;
                problem.clear();
            }
        }
        return record;
    }

    /// Freezes, stops, marks, and lets the guest go on, whatever came of it.
    base::Result<void> takePoint(QmpConnection& qmp, const CheckpointRecord& record, QemuCheckpoint& checkpoint) {
        const base::SystemClock clock;
        const bool running = isRunning(qmp);
        const bool answers = running && guestAgentConnected(qmp) && m_guest.ping(kFreezeTimeout).ok();
        const auto begin = clock.monotonic();
        const bool frozen = answers && m_guest.freeze(kFreezeTimeout).ok();
        auto taken = running ? stop(qmp) : base::success();
        if (taken) taken = insertFilter(qmp);
        if (taken) taken = markPoint(qmp, record);
        if (running) {
            const auto resumed = qmp.query("cont");
            if (!resumed && taken) taken = resumed.error();
        }
        if (answers) {
            // Also after a freeze that failed or timed out: it may have taken hold half-way.
            const auto thawed = m_guest.thaw(kFreezeTimeout);
            if (!thawed && taken && frozen) taken = thawed.error().withContext("the guest cannot be thawed");
        }
        checkpoint.setPoint(frozen ? Consistency::Application : Consistency::Crash, running ? clock.monotonic() - begin : base::Duration(0));
        return taken;
    }

    static base::Result<void> stop(QmpConnection& qmp) {
        TWINSET_TRY(qmp.query("stop"));
        return {};
    }

    std::shared_ptr<MachineContext> m_machine;
    GuestAgent& m_guest;
};

}  // namespace

base::Result<int> closeLeftCheckpoint(MachineContext& machine) {
    const auto record = readCheckpointRecord(machine);
    if (!record) return 0;
    TWINSET_ASSIGN(const auto process, machine.needRunning());
    TWINSET_TRY(removeCheckpointNodes(machine, process->qmp()));
    TWINSET_TRY(returnToParent(process->qmp(), *record));
    TWINSET_TRY(removeCheckpointRecord(machine));
    return 1;
}

std::unique_ptr<BackupAccess> createQemuBackup(std::shared_ptr<MachineContext> machine, GuestAgent& guest) {
    return std::make_unique<QemuBackup>(std::move(machine), guest);
}

}  // namespace hypervisor
