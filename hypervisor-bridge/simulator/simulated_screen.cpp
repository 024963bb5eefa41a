#include "hypervisor-bridge/simulator/simulated_machine.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

/// A PNG of one grey pixel.
constexpr std::string_view kOnePixelHex =
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082";

class SimulatedScreen final : public Screen {
public:
    SimulatedScreen(SimulatedSlot slot, base::FileSystem& files) : m_slot(std::move(slot)), m_files(files) {}

    base::Result<void> screenshot(const std::filesystem::path& file) override {
        {
            const std::lock_guard lock(m_slot.hardware->mutex);
            if (enter(m_slot).state == RunState::Stopped)
                return {ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        }
        TWINSET_ASSIGN(const auto png, base::fromHex(kOnePixelHex));
        return m_files.writeFileAtomically(file, png, 0600);
    }

private:
    SimulatedSlot m_slot;
    base::FileSystem& m_files;
};

class SimulatedSnapshots final : public Snapshots {
public:
    SimulatedSnapshots(SimulatedSlot slot, base::FileSystem& files) : m_slot(std::move(slot)), m_files(files) {}

    base::Result<void> take(const std::string& name) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        TWINSET_ASSIGN(const auto key, keyOf(name));
        const auto* disk = m_slot.hardware->diskOf(m_slot.hardware->phones.at(m_slot.id));
        if (disk == nullptr) return {ErrorCode::NotFound, "the data disk does not exist"};
        TWINSET_TRY(needWholeDisk(*disk));
        if (!m_slot.hardware->snapshots.emplace(key, *disk).second)
            return {ErrorCode::Conflict, "there is a snapshot " + name + " already"};
        return {};
    }

    base::Result<void> rollBack(const std::string& name) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        TWINSET_ASSIGN(const auto key, keyOf(name));
        const auto found = m_slot.hardware->snapshots.find(key);
        if (found == m_slot.hardware->snapshots.end()) return {ErrorCode::NotFound, "there is no snapshot " + name};
        auto disk = found->second;
        disk.content.dropTracking();
        m_slot.hardware->disks.insert_or_assign(m_slot.hardware->phones.at(m_slot.id).spec.dataDisk.string(), std::move(disk));
        return {};
    }

    base::Result<void> remove(const std::string& name) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        TWINSET_ASSIGN(const auto key, keyOf(name));
        m_slot.hardware->snapshots.erase(key);
        return {};
    }

    base::Result<std::vector<std::string>> list() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        const auto prefix = enter(m_slot).spec.dataDisk.string() + "@";
        std::vector<std::string> names;
        for (const auto& [key, disk] : m_slot.hardware->snapshots)
            if (key.starts_with(prefix)) names.push_back(key.substr(prefix.size()));
        return names;
    }

    base::Result<void> saveState(const std::filesystem::path& file) override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state == RunState::Stopped)
            return {ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        TWINSET_TRY(m_files.writeFileAtomically(file, "simulated state of " + m_slot.id.text() + "\n", 0600));
        m_slot.hardware->stop(phone, EventKind::Gone, "state saved");
        return {};
    }

private:
    base::Result<std::string> keyOf(const std::string& name) {
        const auto& phone = enter(m_slot);
        if (!base::isIdText(name)) return {ErrorCode::InvalidInput, "'" + name + "' may not name a snapshot"};
        if (phone.state != RunState::Stopped)
            return {ErrorCode::Conflict, "the machine " + m_slot.id.text() + " runs; stop it first"};
        return phone.spec.dataDisk.string() + "@" + name;
    }

    SimulatedSlot m_slot;
    base::FileSystem& m_files;
};

}  // namespace

std::unique_ptr<Screen> createSimulatedScreen(SimulatedSlot slot, base::FileSystem& files) {
    return std::make_unique<SimulatedScreen>(std::move(slot), files);
}

std::unique_ptr<Snapshots> createSimulatedSnapshots(SimulatedSlot slot, base::FileSystem& files) {
    return std::make_unique<SimulatedSnapshots>(std::move(slot), files);
}

}  // namespace hypervisor
