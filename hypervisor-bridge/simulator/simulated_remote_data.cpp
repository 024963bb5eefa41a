// A simulated disk whose content comes from a source. Each look at the progress of a filling disk copies a piece of it, so
// that tests decide how far it gets.
#include "hypervisor-bridge/simulator/simulated_machine.h"

namespace hypervisor {
namespace {

using base::ErrorCode;

constexpr std::uint64_t kBlocksAStep = 64;  // 4 MiB

class SimulatedRemoteData final : public RemoteData {
public:
    explicit SimulatedRemoteData(SimulatedSlot slot) : m_slot(std::move(slot)) {}
    ~SimulatedRemoteData() override {
        if (m_source) take(nullptr);
    }

    base::Result<void> create(base::ByteCount size, const base::Secret& key) override {
        TWINSET_TRY(createSimulatedDataDisk(m_slot)->create(size, key));
        const std::lock_guard lock(m_slot.hardware->mutex);
        disk()->content.makeRemote();
        return {};
    }

    base::Result<bool> needed() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        const auto* found = disk();
        return found != nullptr && found->content.remote();
    }

    base::Result<void> attach(std::shared_ptr<base::BlockSource> source) override {
        {
            const std::lock_guard lock(m_slot.hardware->mutex);
            const auto* found = disk();
            if (found == nullptr) return {ErrorCode::NotFound, "the data disk does not exist; create it first"};
            if (source->size() > found->content.size())
                return {ErrorCode::InvalidInput, "the content needs a disk of " + base::humanSize({source->size()}) + "; this one has " +
                                                     base::humanSize({found->content.size()})};
        }
        take(std::move(source));
        return {};
    }

    [[nodiscard]] bool attached() override {
        return m_attached;
    }

    base::Result<void> hydrate() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        auto& phone = enter(m_slot);
        if (phone.state == RunState::Stopped) return {ErrorCode::Unavailable, "the machine " + m_slot.id.text() + " is not running"};
        if (auto* found = disk()) {
            found->filling = found->content.remote();
            found->fillProblem.clear();
        }
        return {};
    }

    base::Result<HydrationProgress> progress() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        (void)enter(m_slot);
        HydrationProgress seen;
        auto* found = disk();
        if (found == nullptr) return seen;
        if (found->filling) {
            const auto copied = found->content.copyFromSource(kBlocksAStep);
            if (!copied) found->fillProblem = copied.error().message;
            found->filling = copied.ok() && !found->content.allLocal();
        }
        const bool remote = found->content.remote();
        return HydrationProgress{!remote, found->filling, remote && found->content.allLocal(), found->content.localFraction(), found->fillProblem};
    }

    base::Result<void> conclude() override {
        const std::lock_guard lock(m_slot.hardware->mutex);
        (void)enter(m_slot);
        auto* found = disk();
        if (found == nullptr || !found->content.remote()) return {};
        if (!found->content.allLocal()) return {ErrorCode::Conflict, "the data disk of " + m_slot.id.text() + " is not filled yet"};
        found->content.makeWhole();
        return {};
    }

    base::Result<void> detach() override {
        {
            const std::lock_guard lock(m_slot.hardware->mutex);
            const auto& phone = enter(m_slot);
            const auto* found = disk();
            if (found != nullptr && found->content.remote() && phone.state != RunState::Stopped)
                return {ErrorCode::Conflict, "the machine " + m_slot.id.text() + " runs on content that is not local yet"};
        }
        take(nullptr);
        return {};
    }

private:
    SimulatedDataDisk* disk() {
        const auto phone = m_slot.hardware->phones.find(m_slot.id);
        return phone == m_slot.hardware->phones.end() ? nullptr : m_slot.hardware->diskOf(phone->second);
    }

    void take(std::shared_ptr<base::BlockSource> source) {
        // A guest's read may wait in the source, with the mutex held.
        if (m_source) m_source->stop();
        const std::lock_guard lock(m_slot.hardware->mutex);
        m_source = std::move(source);
        m_attached = m_source != nullptr;
        if (auto* found = disk()) found->content.setSource(m_source);
    }

    SimulatedSlot m_slot;
    std::shared_ptr<base::BlockSource> m_source;
    std::atomic<bool> m_attached{false};
};

}  // namespace

std::unique_ptr<RemoteData> createSimulatedRemoteData(SimulatedSlot slot) {
    return std::make_unique<SimulatedRemoteData>(std::move(slot));
}

}  // namespace hypervisor
