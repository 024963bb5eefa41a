// Appending: the one way into a pack, for chunks that are stored and for those that a collection moves.
#include <unordered_set>

#include "base/log.h"
#include "images/pack_store.h"

namespace images {
namespace {

void writeActiveTable(PackStore& store) {
    auto& active = store.active;
    if (!active.file || active.tableEnd == active.table.end) return;
    const auto number = store.packs[active.slot].number;
    const auto written =
        store.files.writeFileAtomically(store.tablePath(number), writePackTable(number, active.table), 0600);
    if (!written)
        base::logWarning("chunk store: " + written.error().message + "; the table is made again at the next opening");
    if (written) active.tableEnd = active.table.end;
}

base::Result<void> cutTornTail(ActivePack& active) {
    TWINSET_TRY(active.file->truncate(active.table.end));
    TWINSET_TRY(active.file->sync());
    active.tornTail = false;
    return {};
}

base::Result<void> startPack(PackStore& store) {
    if (store.packs.size() >= ChunkIndex::kMostPacks)
        return {base::ErrorCode::Unavailable, "the store has used up its numbers of packs; restart this program"};
    const auto number = store.highestNumber + 1;
    // Written as a whole, which makes its name durable, too: syncing a file does not sync the directory it is in.
    TWINSET_TRY(store.files.writeFileAtomically(store.packPath(number), writePackHeader(number), 0600));
    TWINSET_ASSIGN(auto file, store.files.open(store.packPath(number), base::OpenMode::ReadWrite));
    writeActiveTable(store);
    const std::unique_lock guard(store.indexLock);
    if (store.active.file) store.packs[store.active.slot].active = false;
    store.active = {};
    store.active.file = std::move(file);
    store.active.slot = static_cast<std::uint32_t>(store.packs.size());
    store.packs.push_back({number, kPackHeaderSize, 0, true, false});
    store.highestNumber = number;
    return {};
}

/// Those records that the store wants, each chunk once.
std::vector<const AppendRecord*> wantedRecords(PackStore& store, const GroupCommit::Group& group) {
    std::vector<const AppendRecord*> wanted;
    std::unordered_set<ChunkId, base::DigestHash> taken;
    const std::unique_lock guard(store.indexLock);
    for (const auto* batch : group)
        for (const auto& record : batch->records) {
            auto place = store.index.find(record.id);
            const bool present = place && !place->damaged;
            if (present && store.collecting && !place->marked) {
                place->marked = true;
                store.index.change(record.id, *place);
            }
            const bool wants = record.movedFrom ? place && place->sameRecord(*record.movedFrom) : !present;
            if (wants && taken.insert(record.id).second) wanted.push_back(&record);
        }
    return wanted;
}

base::Result<void> writeRecords(PackStore& store, const std::vector<const AppendRecord*>& records, bool newPack) {
    auto& active = store.active;
    std::vector<base::BytesView> pieces;
    std::uint64_t space = 0;
    for (const auto* record : records) {
        const auto length = static_cast<std::uint32_t>(record->blob.size());
        pieces.insert(pieces.end(), {record->header, record->blob, recordPadding(length)});
        space += recordSpace(length);
    }
    if (active.tornTail) TWINSET_TRY(cutTornTail(active));
    const bool full = active.table.end + space > store.limits.packBytes && active.table.end > kPackHeaderSize;
    if (!active.file || full || newPack) TWINSET_TRY(startPack(store));
    auto written = active.file->writePiecesAt(active.table.end, pieces);
    if (written) written = active.file->sync();
    if (written) return {};
    active.tornTail = true;
    // When this fails as well, the next group tries again before it writes.
    (void)cutTornTail(active);
    return written;
}

void enterRecords(PackStore& store, const std::vector<const AppendRecord*>& records) {
    auto& active = store.active;
    const std::unique_lock guard(store.indexLock);
    auto& pack = store.packs[active.slot];
    for (const auto* record : records) {
        const auto length = static_cast<std::uint32_t>(record->blob.size());
        const auto offset = static_cast<std::uint32_t>(active.table.end);
        const Place place{active.slot, offset, recordSpace(length), false, store.collecting};
        if (const auto previous = store.index.put(record->id, place)) {
            store.packs[previous->pack].live -= previous->space;
            store.damagedChunks -= previous->damaged ? 1 : 0;
        }
        active.table.entries.push_back({record->id, offset, length});
        active.table.end += place.space;
        pack.live += place.space;
    }
    pack.end = active.table.end;
}

base::Result<void> commitGroup(PackStore& store, const GroupCommit::Group& group) {
    bool newPack = false;
    for (const auto* batch : group) newPack = newPack || batch->startNewPack;
    const auto records = wantedRecords(store, group);
    if (records.empty() && !newPack) return {};
    TWINSET_TRY(writeRecords(store, records, newPack));
    enterRecords(store, records);
    return {};
}

}  // namespace

void addRecord(AppendBatch& batch, const EncodedChunk& chunk) {
    batch.space += recordSpace(static_cast<std::uint32_t>(chunk.blob.size()));
    batch.records.push_back({chunk.id, writeRecordHeader(chunk), chunk.blob, {}});
}

base::Result<void> appendRecords(PackStore& store, AppendBatch& batch) {
    return store.commits.submit(batch, [&](const GroupCommit::Group& group) { return commitGroup(store, group); });
}

void closePacks(PackStore& store) { writeActiveTable(store); }

}  // namespace images
