#include "hypervisor-bridge/simulator/simulated_machine.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

/// Writes into the disk of a stopped machine. The disk must not be replaced meanwhile.
class SimulatedImport final : public DataImport, public base::BlockWriter {
public:
    SimulatedImport(SimulatedSlot slot, std::string path) : m_slot(std::move(slot)), m_path(std::move(path)) {
        m_size = m_slot.hardware->disks.at(m_path).content.size();
    }

    ~SimulatedImport() override {
        if (m_committed) return;
        const std::lock_guard lock(m_slot.hardware->mutex);
        m_slot.hardware->disks.erase(m_path);
    }

    base::BlockWriter& disk() override { return *this; }

    base::Result<void> commit() override {
        m_committed = true;
        return {};
    }

    [[nodiscard]] std::uint64_t size() const override { return m_size; }

    base::Result<void> write(std::uint64_t offset, base::BytesView bytes) override {
        return with([&](SimulatedDisk& disk) { return disk.write(offset, bytes); });
    }

    base::Result<void> writeZeros(std::uint64_t offset, std::uint64_t length) override {
        return with([&](SimulatedDisk& disk) { return disk.writeZeros(offset, length); });
    }

    base::Result<void> flush() override { return {}; }

private:
    template <typename Action>
    base::Result<void> with(Action action) {
        const std::lock_guard lock(m_slot.hardware->mutex);
        const auto found = m_slot.hardware->disks.find(m_path);
        if (found == m_slot.hardware->disks.end()) return {ErrorCode::Unavailable, "the data disk was removed during the import"};
        return action(found->second.content);
    }

    SimulatedSlot m_slot;
    std::string m_path;
    std::uint64_t m_size = 0;
    bool m_committed = false;
};

class SimulatedExport final : public base::BlockReader {
public:
    explicit SimulatedExport(SimulatedDisk disk) : m_disk(std::move(disk)) {}
    [[nodiscard]] std::uint64_t size() const override { return m_disk.size(); }
    base::Result<base::Bytes> read(std::uint64_t offset, std::size_t length) override { return m_disk.read(offset, length); }
    base::Result<std::vector<base::Extent>> extents() override { return m_disk.extents(std::nullopt); }

private:
    SimulatedDisk m_disk;
};

class SimulatedDataDiskAccess final : public DataDisk {
public:
    explicit SimulatedDataDiskAccess(SimulatedSlot slot) : m_slot(std::move(slot)) {}

    base::Result<bool> exists() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        return m_slot.hardware->diskOf(enter(m_slot)) != nullptr;
    }

    base::Result<void> create(base::ByteCount size, const base::Secret& key) override {
        if (size.value == 0 || size.value % 512 != 0)
            return {ErrorCode::InvalidInput, "the data disk's size must be a multiple of 512 bytes"};
        if (key.empty()) return {ErrorCode::InvalidInput, "the data disk needs a key"};
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needStopped(phone));
        m_slot.hardware->disks.insert_or_assign(phone.spec.dataDisk.string(),
                                                SimulatedDataDisk{SimulatedDisk(size.value), base::Digest::of(key.reveal())});
        return {};
    }

    base::Result<std::unique_ptr<DataImport>> openImport(const base::Secret& key) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(unlock(phone, key));
        return std::unique_ptr<DataImport>(std::make_unique<SimulatedImport>(m_slot, phone.spec.dataDisk.string()));
    }

    base::Result<std::unique_ptr<base::BlockReader>> openExport(const base::Secret& key) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_ASSIGN(auto* disk, unlock(phone, key));
        return std::unique_ptr<base::BlockReader>(std::make_unique<SimulatedExport>(disk->content));
    }

    base::Result<void> cryptoErase() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state != RunState::Stopped) m_slot.hardware->stop(phone, EventKind::Gone, "wiped");
        const auto path = phone.spec.dataDisk.string();
        m_slot.hardware->disks.erase(path);
        std::erase_if(m_slot.hardware->snapshots, [&](const auto& entry) { return entry.first.starts_with(path + "@"); });
        return {};
    }

    base::Result<bool> encrypted() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (m_slot.hardware->diskOf(phone) == nullptr)
            return {ErrorCode::NotFound, "the data disk " + phone.spec.dataDisk.string() + " does not exist; create it first"};
        return !m_slot.hardware->faults[m_slot.id].plainDisk;
    }

    base::Result<std::string> storedDigest() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        TWINSET_TRY(needStopped(phone));
        const auto* disk = m_slot.hardware->diskOf(phone);
        if (disk == nullptr) return noDisk(phone);
        return disk->content.digest(disk->keyDigest.bytes());
    }

private:
    base::Result<void> needStopped(const SimulatedPhone& phone) const {
        if (phone.state != RunState::Stopped)
            return {ErrorCode::Conflict, "the machine " + m_slot.id.text() + " runs; stop it first"};
        return {};
    }

    static base::Error noDisk(const SimulatedPhone& phone) {
        return {ErrorCode::NotFound, "the data disk " + phone.spec.dataDisk.string() + " does not exist; create it first"};
    }

    base::Result<SimulatedDataDisk*> unlock(const SimulatedPhone& phone, const base::Secret& key) {
        TWINSET_TRY(needStopped(phone));
        auto* disk = m_slot.hardware->diskOf(phone);
        if (disk == nullptr) return noDisk(phone);
        TWINSET_TRY(needWholeDisk(*disk));
        if (m_slot.hardware->faults[m_slot.id].keySlotLost || disk->keyDigest != base::Digest::of(key.reveal()))
            return {ErrorCode::Denied, "the key does not open the data disk " + phone.spec.dataDisk.string()};
        return disk;
    }

    SimulatedSlot m_slot;
};

}  // namespace

std::unique_ptr<DataDisk> createSimulatedDataDisk(SimulatedSlot slot) {
    return std::make_unique<SimulatedDataDiskAccess>(std::move(slot));
}

}  // namespace hypervisor
