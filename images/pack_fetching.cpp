// Fetching: chunks that lie near one another are read at once.
#include <algorithm>

#include "images/pack_store.h"

namespace images {
namespace {

constexpr std::uint64_t kMostGap = 64 * 1024;  // read over rather than around
constexpr std::uint64_t kMostRun = 4 * 1024 * 1024;
constexpr int kMostLookUps = 8;

struct WantedRecord {
    ChunkId id;
    std::size_t position = 0;  // in the answer
    std::uint32_t number = 0;  // of the pack
    Place place;
};

using WantedRecords = std::vector<WantedRecord>;

struct Run {
    WantedRecords::const_iterator begin, end;
    std::uint64_t from = 0, to = 0;
};

base::Result<WantedRecords> lookUp(const PackStore& store, const std::vector<ChunkId>& ids) {
    WantedRecords wanted;
    wanted.reserve(ids.size());
    const std::shared_lock guard(store.indexLock);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto place = store.index.find(ids[i]);
        if (!place) return {base::ErrorCode::NotFound, "chunk " + ids[i].hex() + " is not in the store"};
        wanted.push_back({ids[i], i, store.packs[place->pack].number, *place});
    }
    return wanted;
}

Run runFrom(WantedRecords::const_iterator begin, WantedRecords::const_iterator end) {
    Run run{begin, begin, begin->place.offset, std::uint64_t{begin->place.offset} + begin->place.space};
    while (run.end != end && run.end->number == begin->number && run.end->place.offset <= run.to + kMostGap) {
        const auto to = std::max(run.to, std::uint64_t{run.end->place.offset} + run.end->place.space);
        if (run.end != begin && to - run.from > kMostRun) break;
        run.to = to;
        ++run.end;
    }
    return run;
}

/// The blob in a record, or nothing when it is not that chunk's or damaged.
std::optional<base::Bytes> blobIn(base::BytesView record, const ChunkId& id) {
    const auto header = readRecordHeader(record);
    if (!header || header->id != id) return {};
    const auto blob = record.substr(kRecordHeaderSize, header->length);
    return blobBelongsTo(*header, blob) ? std::optional(base::Bytes(blob)) : std::nullopt;
}

/// Puts the blobs of a run into `blobs`; those that are damaged are left empty.
base::Result<void> readRun(PackStore& store, const Run& run, std::vector<base::Bytes>& blobs) {
    TWINSET_ASSIGN(const auto file, store.openPacks.get(run.begin->number));
    const auto size = static_cast<std::size_t>(run.to - run.from);
    const auto buffer = std::make_unique_for_overwrite<char[]>(size);
    const auto got = file->readInto(run.from, std::span(buffer.get(), size));
    if (!got && got.error().code != base::ErrorCode::Internal) return got.error();
    const base::BytesView bytes(buffer.get(), got ? *got : 0);
    for (auto record = run.begin; record != run.end; ++record) {
        const auto at = static_cast<std::size_t>(record->place.offset - run.from);
        auto blob = at < bytes.size() ? blobIn(bytes.substr(at, record->place.space), record->id) : std::nullopt;
        if (!got) {  // an unreadable block somewhere: find out whose
            TWINSET_ASSIGN(blob,
                           readRecord(store, record->number, record->place.offset, record->place.space, record->id));
        }
        if (blob) blobs[record->position] = std::move(*blob);
    }
    return {};
}

/// One attempt. NotFound of a pack, and empty blobs, may come from places that a collection changed meanwhile.
base::Result<void> readAll(PackStore& store, const WantedRecords& wanted, std::vector<base::Bytes>& blobs) {
    for (auto at = wanted.begin(); at != wanted.end();) {
        const auto run = runFrom(at, wanted.end());
        TWINSET_TRY(readRun(store, run, blobs));
        at = run.end;
    }
    return {};
}

base::Error damagedChunk(const PackStore& store, const WantedRecord& record) {
    return {base::ErrorCode::Corrupt, "chunk " + record.id.hex() + " is damaged in " +
                                          store.packPath(record.number).string() + " at byte " +
                                          std::to_string(record.place.offset) +
                                          "; a backup or a publication that has its content stores it again"};
}

}  // namespace

base::Result<std::optional<base::Bytes>> readRecord(PackStore& store, std::uint32_t pack, std::uint32_t offset,
                                                    std::uint32_t space, const ChunkId& id) {
    TWINSET_ASSIGN(const auto file, store.openPacks.get(pack));
    const auto bytes = file->readAt(offset, space);
    if (!bytes && bytes.error().code != base::ErrorCode::Internal) return bytes.error();
    return bytes ? blobIn(*bytes, id) : std::nullopt;
}

bool noteDamage(PackStore& store, const ChunkId& id, const Place& place) {
    const std::unique_lock guard(store.indexLock);
    auto current = store.index.find(id);
    if (!current || !current->sameRecord(place)) return false;
    store.damagedChunks += current->damaged ? 0 : 1;
    current->damaged = true;
    store.index.change(id, *current);
    return true;
}

base::Result<std::vector<base::Bytes>> fetchChunks(PackStore& store, const std::vector<ChunkId>& ids) {
    if (ids.size() > kMostFetched) return {base::ErrorCode::InvalidInput, "at most 64 chunks are fetched at once"};
    for (int attempt = 1;; ++attempt) {
        TWINSET_ASSIGN(auto wanted, lookUp(store, ids));
        std::sort(wanted.begin(), wanted.end(), [](const WantedRecord& a, const WantedRecord& b) {
            return std::pair(a.number, a.place.offset) < std::pair(b.number, b.place.offset);
        });
        std::vector<base::Bytes> blobs(ids.size());
        const auto read = readAll(store, wanted, blobs);
        if (!read && (read.error().code != base::ErrorCode::NotFound || attempt == kMostLookUps)) return read.error();
        if (!read) continue;
        const auto damaged = std::find_if(wanted.begin(), wanted.end(),
                                          [&](const WantedRecord& record) { return blobs[record.position].empty(); });
        if (damaged == wanted.end()) return blobs;
        if (noteDamage(store, damaged->id, damaged->place) || attempt == kMostLookUps)
            return damagedChunk(store, *damaged);
    }
}

}  // namespace images
