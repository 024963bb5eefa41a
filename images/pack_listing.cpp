#include <algorithm>

#include "images/pack_store.h"

namespace images {
namespace {

/// Goes through the packs by their numbers: what is moved meanwhile goes to a pack that is still to come.
class PackListing final : public ChunkListing {
public:
    explicit PackListing(PackStore& store) : m_store(store) {}

    base::Result<std::vector<ChunkId>> next() override {
        while (const auto slot = nextSlot()) {
            const auto table = tableOf(m_store, *slot);
            if (!table && table.error().code == base::ErrorCode::NotFound) continue;  // removed meanwhile
            if (!table) return table.error();
            auto ids = aliveIn(*slot, *table);
            if (!ids.empty()) return ids;
        }
        return std::vector<ChunkId>();
    }

private:
    std::optional<std::uint32_t> nextSlot() {
        const std::shared_lock guard(m_store.indexLock);
        while (m_next < m_store.packs.size() && m_store.packs[m_next].removed) ++m_next;
        return m_next < m_store.packs.size() ? std::optional(m_next++) : std::nullopt;
    }

    std::vector<ChunkId> aliveIn(std::uint32_t slot, const PackTable& table) const {
        std::vector<ChunkId> ids;
        const std::shared_lock guard(m_store.indexLock);
        for (const auto& entry : table.entries) {
            const auto place = m_store.index.find(entry.id);
            if (place && place->pack == slot && place->offset == entry.offset) ids.push_back(entry.id);
        }
        return ids;
    }

    PackStore& m_store;
    std::uint32_t m_next = 0;  // slots are in the order of the numbers
};

}  // namespace

std::unique_ptr<ChunkListing> listPacks(PackStore& store) { return std::make_unique<PackListing>(store); }

}  // namespace images
