// Collection: what is not marked goes out of the index, packs with nothing left are removed, and those with little left
// are, after what is alive in them was moved. Every step holds the index for a few milliseconds at most.
//
// What a crash interrupts is begun anew by the next collection: chunks that only the index had forgotten are back after
// the next opening, since their records are still there, whole.
#include <algorithm>

#include "images/pack_store.h"

namespace images {
namespace {

constexpr std::size_t kShardsAtOnce = 64;
/// A pack is rewritten when a quarter of it is dead. So a store takes at most a third more than what is alive in it.
constexpr std::uint64_t kDeadPart = 4;

bool hasMuchDead(std::uint64_t end, std::uint64_t live) {
    return end > kPackHeaderSize && end - kPackHeaderSize >= live + (end - kPackHeaderSize + kDeadPart - 1) / kDeadPart;
}

std::uint64_t fileSizes(PackStore& store, std::uint32_t number, std::uint64_t end) {
    const auto table = store.files.open(store.tablePath(number), base::OpenMode::Read);
    const auto size = table ? (*table)->size() : base::Result<std::uint64_t>(std::uint64_t{0});
    return end + size.valueOr(0);
}

class PackCollection final : public ChunkCollection {
public:
    explicit PackCollection(PackStore& store) : m_store(store) {}
    PackCollection(const PackCollection&) = delete;
    PackCollection& operator=(const PackCollection&) = delete;
    ~PackCollection() override {
        const std::unique_lock guard(m_store.indexLock);
        m_store.collecting = m_store.collectionOpen = false;
    }

    base::Result<std::vector<ChunkId>> mark(const std::vector<ChunkId>& ids) override;
    base::Result<SweepOutcome> sweep(const SweepRequest& request) override;

private:
    struct PackPlan {
        std::uint32_t slot = 0;
        PackInfo info;  // as it would be after the unmarked chunks are gone
    };
    std::vector<PackPlan> siftIndex(bool dryRun, SweepOutcome& outcome);
    base::Result<void> sweepPack(const PackPlan& plan, bool dryRun, SweepOutcome& outcome);
    base::Result<void> retireActive(std::vector<PackPlan>& plans);

    PackStore& m_store;
};

base::Result<std::vector<ChunkId>> PackCollection::mark(const std::vector<ChunkId>& ids) {
    std::vector<ChunkId> absent;
    for (std::size_t from = 0; from < ids.size(); from += kMostAsked) {
        const auto to = std::min(ids.size(), from + kMostAsked);
        const auto lacking = missingChunks(
            m_store, {ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(to)});
        absent.insert(absent.end(), lacking.begin(), lacking.end());
    }
    return absent;
}

/// Takes out what is not marked, or only counts it; answers the packs as they are afterwards.
std::vector<PackCollection::PackPlan> PackCollection::siftIndex(bool dryRun, SweepOutcome& outcome) {
    std::vector<std::uint64_t> gone;
    for (std::size_t from = 0; from < ChunkIndex::kShards; from += kShardsAtOnce) {
        const std::unique_lock guard(m_store.indexLock);
        gone.resize(m_store.packs.size());
        for (auto shard = from; shard < from + kShardsAtOnce; ++shard)
            m_store.index.sift(shard, [&](const Place& place) {
                if (place.marked) return true;
                ++outcome.chunksRemoved;
                outcome.bytesRemoved.value += place.space;
                gone[place.pack] += dryRun ? place.space : 0;
                if (!dryRun) m_store.packs[place.pack].live -= place.space;
                if (!dryRun && place.damaged) --m_store.damagedChunks;
                return dryRun;
            });
    }
    std::vector<PackPlan> plans;
    const std::shared_lock guard(m_store.indexLock);
    for (std::uint32_t slot = 0; slot < m_store.packs.size(); ++slot) {
        PackPlan plan{slot, m_store.packs[slot]};
        if (slot < gone.size()) plan.info.live -= gone[slot];
        if (!plan.info.removed) plans.push_back(plan);
    }
    return plans;
}

/// The pack that takes records is not removed: when much of it is dead, another one takes its place first.
base::Result<void> PackCollection::retireActive(std::vector<PackPlan>& plans) {
    for (auto& plan : plans) {
        if (!plan.info.active || !hasMuchDead(plan.info.end, plan.info.live)) continue;
        AppendBatch batch;
        batch.startNewPack = true;
        TWINSET_TRY(appendRecords(m_store, batch));
        const std::shared_lock guard(m_store.indexLock);
        plan.info = m_store.packs[plan.slot];
    }
    return {};
}

base::Result<void> PackCollection::sweepPack(const PackPlan& plan, bool dryRun, SweepOutcome& outcome) {
    if (!hasMuchDead(plan.info.end, plan.info.live) || (plan.info.active && !dryRun)) return {};
    const auto size = fileSizes(m_store, plan.info.number, plan.info.end);
    auto moved = plan.info.live;
    bool removed = true;
    if (!dryRun) {
        TWINSET_ASSIGN(moved, moveLiveRecords(m_store, plan.slot));
        TWINSET_ASSIGN(removed, removePackIfEmpty(m_store, plan.slot));
    }
    outcome.bytesRewritten.value += moved;
    if (!removed) return {};
    ++outcome.packsRemoved;
    outcome.packsRewritten += moved != 0 ? 1 : 0;
    outcome.bytesFreed.value += size - std::min(size, moved);
    return {};
}

base::Result<SweepOutcome> PackCollection::sweep(const SweepRequest& request) {
    SweepOutcome outcome;
    auto plans = siftIndex(request.dryRun, outcome);
    if (!request.dryRun) TWINSET_TRY(retireActive(plans));
    // Those with the least to move first: on a full disk their space is what the others are moved to.
    std::stable_sort(plans.begin(), plans.end(),
                     [](const PackPlan& a, const PackPlan& b) { return a.info.live < b.info.live; });
    std::uint64_t total = 0;
    std::uint64_t done = 0;
    for (const auto& plan : plans) total += plan.info.end;
    for (const auto& plan : plans) {
        if (request.progress && !request.progress(done, total))
            return {base::ErrorCode::Cancelled, "the collection was cancelled; the next one goes on where it ended"};
        TWINSET_TRY(sweepPack(plan, request.dryRun, outcome).withContext("cannot collect garbage"));
        done += plan.info.end;
    }
    if (request.progress) (void)request.progress(total, total);
    return outcome;
}

}  // namespace

std::vector<ChunkId> missingChunks(PackStore& store, const std::vector<ChunkId>& ids) {
    std::vector<ChunkId> absent;
    std::vector<ChunkId> unmarked;
    {
        const std::shared_lock guard(store.indexLock);
        for (const auto& id : ids) {
            const auto place = store.index.find(id);
            if (!place || place->damaged) absent.push_back(id);
            if (place && store.collecting && !place->marked) unmarked.push_back(id);
        }
        if (unmarked.empty()) return absent;
    }
    const std::unique_lock guard(store.indexLock);
    for (const auto& id : unmarked) {
        auto place = store.index.find(id);
        if (!place) absent.push_back(id);  // swept between the two looks
        if (!place || place->marked) continue;
        place->marked = true;
        store.index.change(id, *place);
    }
    return absent;
}

base::Result<std::unique_ptr<ChunkCollection>> beginPackCollection(PackStore& store) {
    {
        const std::unique_lock guard(store.indexLock);
        if (store.collectionOpen)
            return {base::ErrorCode::Conflict, "a collection of the chunk store is going on already"};
        store.collectionOpen = true;
    }
    for (std::size_t from = 0; from < ChunkIndex::kShards; from += kShardsAtOnce) {
        const std::unique_lock guard(store.indexLock);
        for (auto shard = from; shard < from + kShardsAtOnce; ++shard)
            store.index.sift(shard, [](Place& place) {
                place.marked = false;
                return true;
            });
    }
    const std::unique_lock guard(store.indexLock);
    store.collecting = true;
    return std::unique_ptr<ChunkCollection>(std::make_unique<PackCollection>(store));
}

}  // namespace images
