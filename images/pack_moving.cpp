// Moving what is alive out of a pack, and removing the pack when nothing is left in it.
#include "images/pack_store.h"

namespace images {
namespace {

constexpr std::uint64_t kMostMovedAtOnce = 2 * 1024 * 1024;

/// Appends what was gathered; the blobs are read by then.
base::Result<std::uint64_t> moveBatch(PackStore& store, const std::vector<EncodedChunk>& chunks,
                                      const std::vector<Place>& places) {
    AppendBatch batch;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        addRecord(batch, chunks[i]);
        batch.records.back().movedFrom = places[i];
    }
    if (chunks.empty()) return std::uint64_t{0};
    TWINSET_TRY(appendRecords(store, batch));
    return batch.space;
}

}  // namespace

base::Result<std::uint64_t> moveLiveRecords(PackStore& store, std::uint32_t slot) {
    std::uint32_t number = 0;
    {
        const std::shared_lock guard(store.indexLock);
        number = store.packs[slot].number;
        if (store.packs[slot].live == 0) return std::uint64_t{0};
    }
    TWINSET_ASSIGN(const auto table, tableOf(store, slot));
    std::vector<EncodedChunk> chunks;
    std::vector<Place> places;
    std::uint64_t gathered = 0;
    std::uint64_t moved = 0;
    for (const auto& entry : table.entries) {
        const Place here{slot, entry.offset, recordSpace(entry.length), false, false};
        {
            const std::shared_lock guard(store.indexLock);
            const auto place = store.index.find(entry.id);
            if (!place || !place->sameRecord(here) || place->damaged) continue;
        }
        TWINSET_ASSIGN(auto blob, readRecord(store, number, here.offset, here.space, entry.id));
        if (!blob) {
            noteDamage(store, entry.id, here);
            continue;
        }
        chunks.push_back({entry.id, std::move(*blob)});
        places.push_back(here);
        gathered += here.space;
        if (gathered < kMostMovedAtOnce) continue;
        TWINSET_ASSIGN(const auto space, moveBatch(store, chunks, places));
        moved += space;
        gathered = 0;
        chunks.clear();
        places.clear();
    }
    TWINSET_ASSIGN(const auto space, moveBatch(store, chunks, places));
    return moved + space;
}

base::Result<bool> removePackIfEmpty(PackStore& store, std::uint32_t slot) {
    std::uint32_t number = 0;
    {
        const std::unique_lock guard(store.indexLock);
        auto& pack = store.packs[slot];
        if (pack.live != 0 || pack.active || pack.removed) return false;
        pack.removed = true;
        number = pack.number;
    }
    store.openPacks.close(number);
    // The table first: a crash in between leaves a pack that is read without one, and no table of a pack to come.
    TWINSET_TRY(store.files.remove(store.tablePath(number)));
    TWINSET_TRY(store.files.remove(store.packPath(number)));
    return true;
}

}  // namespace images
