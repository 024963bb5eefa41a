// Opening: the index is filled from the tables of the packs; what they do not cover is found by reading record headers.
#include <algorithm>
#include <set>

#include "base/log.h"
#include "images/pack_store.h"

namespace images {
namespace {

struct LoadedPack {
    PackTable table;
    std::vector<std::uint32_t> damagedRecords;
    std::vector<PackHole> holes;
    std::uint64_t size = 0;
    std::uint64_t tableEnd = 0;  // that the table in its file covers; 0 without one
    bool soundHeader = true;
};

std::optional<PackTable> storedTable(PackStore& store, std::uint32_t number) {
    const auto bytes = store.files.readFile(store.tablePath(number));
    if (!bytes) return {};
    auto table = readPackTable(*bytes, number);
    if (!table) {
        base::logWarning("chunk store: " + table.error().message + "; it is made again from the pack");
        return {};
    }
    return std::move(*table);
}

base::Result<LoadedPack> readPack(PackStore& store, base::File& file, std::uint32_t number, bool last) {
    LoadedPack pack;
    TWINSET_ASSIGN(pack.size, file.size());
    TWINSET_ASSIGN(const auto header, file.readAt(0, kPackHeaderSize));
    const auto headerFound = checkPackHeader(header, number);
    if (!headerFound && headerFound.error().code != base::ErrorCode::Corrupt)
        return headerFound.error().withContext(store.directory.string());
    pack.soundHeader = headerFound.ok();
    if (auto table = storedTable(store, number)) {
        pack.table = std::move(*table);
        pack.tableEnd = pack.table.end;
    }
    for (const auto& entry : pack.table.entries)
        if (entry.offset + std::uint64_t{recordSpace(entry.length)} > pack.size)
            pack.damagedRecords.push_back(entry.offset);
    if (pack.table.end >= pack.size) return pack;
    // What the table covers was synced before the table was written.
    const auto inDoubt = pack.size - std::min(pack.size, kMostUnsynced);
    TWINSET_ASSIGN(auto scan, scanPack(file, pack.table.end, pack.size, last ? inDoubt : pack.size));
    pack.table.entries.insert(pack.table.entries.end(), scan.table.entries.begin(), scan.table.entries.end());
    pack.table.end = scan.table.end;
    pack.damagedRecords.insert(pack.damagedRecords.end(), scan.damagedRecords.begin(), scan.damagedRecords.end());
    pack.holes = std::move(scan.holes);
    if (!last && pack.table.end < pack.size) pack.holes.push_back({pack.table.end, pack.size - pack.table.end});
    return pack;
}

void logDamage(const PackStore& store, std::uint32_t number, const LoadedPack& pack) {
    const auto name = "chunk store: " + store.packPath(number).string();
    if (!pack.soundHeader) base::logWarning(name + " does not begin as a pack does; its chunks are read all the same");
    for (const auto& hole : pack.holes)
        base::logWarning(name + " is damaged over " + base::humanSize({hole.length}) + " at byte " +
                         std::to_string(hole.offset) +
                         "; the chunks there count as missing until they are stored again");
    if (pack.table.end > pack.size)
        base::logWarning(name + " is shorter than it was; the chunks that are cut off count as missing");
}

void enterPack(PackStore& store, std::uint32_t slot, const LoadedPack& pack) {
    auto damaged = pack.damagedRecords.begin();
    for (const auto& entry : pack.table.entries) {
        const bool isDamaged = damaged != pack.damagedRecords.end() && *damaged == entry.offset;
        if (isDamaged) ++damaged;
        store.index.add(entry.id, {slot, entry.offset, recordSpace(entry.length), isDamaged, false});
    }
}

base::Result<void> resumePack(PackStore& store, std::uint32_t slot, LoadedPack pack, std::unique_ptr<base::File> file) {
    store.active.slot = slot;
    store.active.table = std::move(pack.table);
    store.active.tableEnd = pack.tableEnd;
    store.active.file = std::move(file);
    store.active.tornTail = store.active.table.end < pack.size;
    if (store.active.tornTail) {
        TWINSET_TRY(store.active.file->truncate(store.active.table.end));
        store.active.tornTail = false;
    }
    // A process that was killed may have left what is sound in memory and not yet on the disk.
    return store.active.file->sync();
}

base::Result<void> loadPack(PackStore& store, std::uint32_t number, bool last) {
    TWINSET_ASSIGN(auto file,
                   store.files.open(store.packPath(number), last ? base::OpenMode::ReadWrite : base::OpenMode::Read));
    TWINSET_ASSIGN(auto pack, readPack(store, *file, number, last));
    logDamage(store, number, pack);
    const auto slot = static_cast<std::uint32_t>(store.packs.size());
    if (slot >= ChunkIndex::kMostPacks)
        return {base::ErrorCode::Internal, "the store has more packs than fit the index"};
    enterPack(store, slot, pack);
    // Neither a pack that was cut nor one with a damaged header takes more records.
    const bool resumes = last && pack.soundHeader && pack.table.end <= pack.size;
    PackInfo info;
    info.number = number;
    info.end = resumes ? pack.table.end : std::max(pack.table.end, pack.size);
    info.active = resumes;
    store.packs.push_back(info);
    store.highestNumber = number;
    if (resumes) return resumePack(store, slot, std::move(pack), std::move(file));
    if (pack.tableEnd == pack.table.end) return {};
    const auto written =
        store.files.writeFileAtomically(store.tablePath(number), writePackTable(number, pack.table), 0600);
    if (!written) base::logWarning("chunk store: " + written.error().message);
    return {};
}

void countLiveBytes(PackStore& store) {
    for (std::size_t shard = 0; shard < ChunkIndex::kShards; ++shard)
        store.index.sift(shard, [&](const Place& place) {
            store.packs[place.pack].live += place.space;
            store.damagedChunks += place.damaged ? 1 : 0;
            return true;
        });
}

}  // namespace

base::Result<void> loadPacks(PackStore& store) {
    TWINSET_ASSIGN(const auto names, store.files.list(store.directory));
    std::set<std::uint32_t> numbers;
    for (const auto& name : names)
        if (const auto number = packNumber(name); number != 0) numbers.insert(number);
    // A crash while a pack was removed; its number will be used again.
    for (const auto& name : names)
        if (const auto number = tableNumber(name); number != 0 && !numbers.contains(number))
            TWINSET_TRY(store.files.remove(store.directory / name));
    for (const auto number : numbers) TWINSET_TRY(loadPack(store, number, number == *numbers.rbegin()));
    store.index.settle();
    countLiveBytes(store);
    return {};
}

std::optional<PackTable> storedOrActiveTable(PackStore& store, std::uint32_t slot) {
    std::uint32_t number = 0;
    {
        const std::shared_lock guard(store.indexLock);
        if (store.packs[slot].active) return store.active.table;
        number = store.packs[slot].number;
    }
    return storedTable(store, number);
}

base::Result<PackTable> tableOf(PackStore& store, std::uint32_t slot) {
    PackInfo info;
    {
        const std::shared_lock guard(store.indexLock);
        info = store.packs[slot];
    }
    auto table = storedOrActiveTable(store, slot);
    if (table && (info.active || table->end >= info.end)) return std::move(*table);
    TWINSET_ASSIGN(const auto file, store.openPacks.get(info.number));
    TWINSET_ASSIGN(const auto size, file->size());
    TWINSET_ASSIGN(auto scan, scanPack(*file, kPackHeaderSize, std::min(size, info.end), info.end));
    return std::move(scan.table);
}

}  // namespace images
