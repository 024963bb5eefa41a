#include "hypervisor-bridge/simulator/simulated_machine.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

/// A copy of the disk at the moment of the checkpoint, valid for as long as the checkpoint is open.
class SimulatedCheckpoint final : public Checkpoint, public base::BlockReader {
public:
    SimulatedCheckpoint(SimulatedSlot slot, CheckpointRequest request, SimulatedDisk disk,
                        std::optional<std::set<std::uint64_t>> changed, std::string problem, Consistency consistency)
        : m_slot(std::move(slot)), m_request(std::move(request)), m_disk(std::move(disk)), m_changed(std::move(changed)),
          m_problem(std::move(problem)), m_consistency(consistency), m_caller(m_slot.hardware->callers),
          m_readsLeft(m_slot.hardware->faults[m_slot.id].scratchReads) {}

    ~SimulatedCheckpoint() override {
        if (m_caller == m_slot.hardware->callers) (void)end(false);
    }

    base::BlockReader& disk() override { return *this; }
    [[nodiscard]] bool parentValid() const override { return m_changed.has_value(); }
    [[nodiscard]] std::string parentProblem() const override { return m_problem; }
    [[nodiscard]] Consistency consistency() const override { return m_consistency; }
    [[nodiscard]] base::Duration guestPause() const override { return base::Duration(1); }

    base::Result<void> end(bool keep) override {
        if (m_ended) return {};
        m_ended = true;
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = m_slot.hardware->phones.at(m_slot.id);
        if (phone.openCheckpoints.erase(m_request.name) == 0)
            return {ErrorCode::Unavailable, "the checkpoint " + m_request.name + " is gone: its machine ended or it was abandoned"};
        auto* disk = m_slot.hardware->diskOf(phone);
        if (disk == nullptr) return {ErrorCode::Unavailable, "the data disk is gone"};
        if (!keep) disk->content.endTracking(m_request.name);
        if (keep && m_request.parent) disk->content.endTracking(*m_request.parent);
        return {};
    }

    [[nodiscard]] std::uint64_t size() const override { return m_disk.size(); }

    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override {
        {
            const std::lock_guard lock(m_slot.hardware->mutex);
            if (!m_slot.hardware->phones.at(m_slot.id).openCheckpoints.contains(m_request.name))
                return {ErrorCode::Unavailable, "the machine ended during the backup"};
        }
        if (m_readsLeft && --*m_readsLeft < 0)
            return {ErrorCode::Unavailable, "the scratch area of the checkpoint is full; free space and back up again"};
        return m_disk.read(offset, length);
    }

    base::Result<std::vector<base::Extent>> extents() override { return m_disk.extents(m_changed); }

private:
    SimulatedSlot m_slot;
    CheckpointRequest m_request;
    SimulatedDisk m_disk;
    std::optional<std::set<std::uint64_t>> m_changed;
    std::string m_problem;
    Consistency m_consistency;
    int m_caller;
    std::optional<int> m_readsLeft;
    bool m_ended = false;
};

class SimulatedBackup final : public BackupAccess {
public:
    explicit SimulatedBackup(SimulatedSlot slot) : m_slot(std::move(slot)) {}

    base::Result<std::unique_ptr<Checkpoint>> begin(const CheckpointRequest& request) override {
        if (!base::isIdText(request.name))
            return {ErrorCode::InvalidInput, "'" + request.name + "' may not name a checkpoint"};
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state != RunState::Running && phone.state != RunState::Paused)
            return {ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        if (!phone.openCheckpoints.empty())
            return {ErrorCode::Conflict, "a checkpoint is open already; end or abandon it first"};
        TWINSET_TRY(needWholeDisk(*m_slot.hardware->diskOf(phone)));
        auto& disk = m_slot.hardware->diskOf(phone)->content;
        if (disk.changedSince(request.name)) return {ErrorCode::Conflict, "there is a checkpoint " + request.name + " already"};
        const auto& fault = m_slot.hardware->faults[m_slot.id];
        if (fault.diesWhileFrozen) {
            m_slot.hardware->faults[m_slot.id].diesWhileFrozen = false;
            m_slot.hardware->crash(phone, "died while frozen (an injected fault)");
            return {ErrorCode::Unavailable, "the machine died while its checkpoint was made"};
        }
        std::string problem;
        std::optional<std::set<std::uint64_t>> changed;
        if (request.parent) {
            changed = disk.changedSince(*request.parent);
            if (!changed) problem = "there is no checkpoint " + *request.parent;
            if (fault.parentInvalid) {
                changed.reset();
                problem = "the record of changes since " + *request.parent + " is damaged";
            }
        }
        const bool quiet = m_slot.hardware->guestAgentUp(phone, m_slot.clock->monotonic());
        auto checkpoint =
            std::make_unique<SimulatedCheckpoint>(m_slot, request, disk, std::move(changed), std::move(problem),
                                                  quiet ? Consistency::Application : Consistency::Crash);
        disk.beginTracking(request.name);
        phone.openCheckpoints.insert(request.name);
        return base::Result<std::unique_ptr<Checkpoint>>(std::move(checkpoint));
    }

    base::Result<int> abandonOpenCheckpoints() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        const auto count = static_cast<int>(phone.openCheckpoints.size());
        for (const auto& name : phone.openCheckpoints)
            if (auto* disk = m_slot.hardware->diskOf(phone)) disk->content.endTracking(name);
        phone.openCheckpoints.clear();
        phone.frozen = false;
        return count;
    }

private:
    SimulatedSlot m_slot;
};

}  // namespace

std::unique_ptr<BackupAccess> createSimulatedBackup(SimulatedSlot slot) {
    return std::make_unique<SimulatedBackup>(std::move(slot));
}

}  // namespace hypervisor
