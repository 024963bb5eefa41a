// Verification: two threads read packs from one end to the other. Work is cut at record boundaries that the tables
// name, so that both threads have something to do in a store of one pack, too.
#include <algorithm>
#include <atomic>
#include <thread>

#include "images/pack_store.h"
#include "images/pack_verification.h"

namespace images {
namespace {

constexpr const char* kRemedy = "; a backup or a publication that has its content stores it again";
constexpr std::uint64_t kStretch = 32ULL * 1024 * 1024;

struct Stretch {
    std::uint32_t slot = 0;
    std::uint32_t number = 0;
    std::uint64_t from = 0, to = 0;
    bool whole = false;  // to the end of the pack: damage of its first bytes and its table is looked for, too
};

class Verification {
public:
    Verification(PackStore& store, const VerifyRequest& request) : m_store(store), m_request(request) {}
    base::Result<VerifiedPacks> run();

private:
    void planPack(std::uint32_t slot, const PackInfo& info);
    void work();
    base::Result<void> verifyStretch(const Stretch& stretch);
    base::Result<void> walk(const Stretch& stretch, base::File& file, std::vector<PackHole>& holes);
    void checkPack(const Stretch& stretch, base::File& file);
    void settleHoles(const Stretch& stretch, const std::vector<PackHole>& holes);
    void noteRecord(const Stretch& stretch, const WalkedPiece& piece, const std::string& what);
    void noteChunk(const Stretch& stretch, const ChunkId& id, const Place& place, const std::string& what);
    void note(const Stretch& stretch, ChunkProblem problem, bool PackDamage::*kind);
    bool advance(std::uint64_t bytes);
    [[nodiscard]] std::string placeName(const Stretch& stretch, std::uint64_t offset) const {
        return m_store.packPath(stretch.number).string() + " at byte " + std::to_string(offset);
    }

    PackStore& m_store;
    const VerifyRequest& m_request;
    std::vector<Stretch> m_stretches;
    std::uint64_t m_total = 0;
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_stopped{false};
    std::mutex m_mutex;  // guards what follows
    std::uint64_t m_done = 0;
    VerifiedPacks m_found;
    base::Result<void> m_failure;
};

/// A pack is read in stretches of about 32 MiB, which begin where records begin.
void Verification::planPack(std::uint32_t slot, const PackInfo& info) {
    Stretch stretch{slot, info.number, kPackHeaderSize, info.end, true};
    const auto table = info.end > kStretch ? tableOf(m_store, slot) : base::Result<PackTable>(PackTable());
    if (table)
        for (const auto& entry : table->entries)
            if (entry.offset >= stretch.from + kStretch && entry.offset < info.end) {
                m_stretches.push_back({slot, info.number, stretch.from, entry.offset, false});
                stretch.from = entry.offset;
            }
    m_stretches.push_back(stretch);
    m_total += info.end;
}

void Verification::note(const Stretch& stretch, ChunkProblem problem, bool PackDamage::*kind) {
    const std::lock_guard guard(m_mutex);
    auto& pack = m_found.packs[stretch.slot];
    pack.number = stretch.number;
    pack.*kind = true;
    if (!problem.what.empty()) m_found.problems.push_back({std::move(problem), stretch.slot, kind});
}

void Verification::noteChunk(const Stretch& stretch, const ChunkId& id, const Place& place, const std::string& what) {
    const bool alive = noteDamage(m_store, id, place);
    note(stretch, alive ? ChunkProblem{id, what} : ChunkProblem{}, &PackDamage::records);
}

void Verification::noteRecord(const Stretch& stretch, const WalkedPiece& piece, const std::string& what) {
    const Place place{stretch.slot, static_cast<std::uint32_t>(piece.offset), static_cast<std::uint32_t>(piece.length),
                      false, false};
    noteChunk(
        stretch, piece.header->id, place,
        "chunk " + piece.header->id.hex() + " is damaged in " + placeName(stretch, piece.offset) + what + kRemedy);
}

/// Names the chunks whose record headers are gone: the table knows where they lay.
void Verification::settleHoles(const Stretch& stretch, const std::vector<PackHole>& holes) {
    const auto table = holes.empty() ? std::nullopt : storedOrActiveTable(m_store, stretch.slot);
    for (const auto& hole : holes) {
        std::uint64_t known = 0;
        for (const auto& entry : table ? table->entries : std::vector<TableEntry>()) {
            if (entry.offset < hole.offset || entry.offset >= hole.offset + hole.length) continue;
            known += recordSpace(entry.length);
            noteChunk(stretch, entry.id, {stretch.slot, entry.offset, recordSpace(entry.length), false, false},
                      "chunk " + entry.id.hex() + " is damaged in " + placeName(stretch, entry.offset) + kRemedy);
        }
        if (known >= hole.length) continue;
        note(stretch,
             {{},
              placeName(stretch, hole.offset) + " is damaged over " + base::humanSize({hole.length}) +
                  "; which chunks lay there is not known"},
             &PackDamage::records);
    }
}

void Verification::checkPack(const Stretch& stretch, base::File& file) {
    const auto header = file.readAt(0, kPackHeaderSize);
    if (!header || !checkPackHeader(*header, stretch.number))
        note(stretch, {{}, placeName(stretch, 0) + " does not begin as a pack does; no chunk is lost by that"},
             &PackDamage::header);
    const auto bytes = m_store.files.readFile(m_store.tablePath(stretch.number));
    const bool sound =
        bytes ? readPackTable(*bytes, stretch.number).ok() : bytes.error().code == base::ErrorCode::NotFound;
    if (!sound)
        note(stretch,
             {{},
              m_store.tablePath(stretch.number).string() +
                  " is damaged; no chunk is lost by that, it is made again when the store opens"},
             &PackDamage::table);
}

bool Verification::advance(std::uint64_t bytes) {
    const std::lock_guard guard(m_mutex);
    m_done += bytes;
    if (!m_request.progress || m_stopped || m_request.progress(m_done, m_total)) return !m_stopped;
    m_failure = base::Result<void>(base::ErrorCode::Cancelled, "the verification was cancelled");
    m_stopped = true;
    return false;
}

base::Result<void> Verification::walk(const Stretch& stretch, base::File& file, std::vector<PackHole>& holes) {
    constexpr std::uint64_t kProgressStep = 4ULL * 1024 * 1024;
    PackWalk walk(file, stretch.from, stretch.to, {true, true});
    std::uint64_t reported = stretch.from;
    while (true) {
        TWINSET_ASSIGN(const auto piece, walk.next());
        if (!piece) break;
        if (!piece->header) {
            holes.push_back({piece->offset, piece->length});
        } else if (!piece->intact) {
            noteRecord(stretch, *piece, "");
        } else if (m_request.authenticate) {
            const auto sound = m_request.authenticate(piece->header->id, piece->blob);
            if (!sound) noteRecord(stretch, *piece, ": " + sound.error().message);
        }
        if (piece->offset < reported + kProgressStep) continue;
        if (!advance(piece->offset - reported)) return {};
        reported = piece->offset;
    }
    (void)advance(stretch.to - reported);
    return {};
}

base::Result<void> Verification::verifyStretch(const Stretch& stretch) {
    std::vector<PackHole> holes;
    const auto file = m_store.openPacks.get(stretch.number);
    if (file) {
        if (stretch.whole) checkPack(stretch, **file);
        TWINSET_TRY(walk(stretch, **file, holes));
    } else {
        {
            const std::shared_lock guard(m_store.indexLock);
            if (m_store.packs[stretch.slot].removed) return {};  // by a collection, meanwhile
        }
        if (file.error().code != base::ErrorCode::NotFound) return file.error();
        holes.push_back({stretch.from, stretch.to - stretch.from});
    }
    settleHoles(stretch, holes);
    return {};
}

void Verification::work() {
    for (auto i = m_next.fetch_add(1); i < m_stretches.size() && !m_stopped; i = m_next.fetch_add(1)) {
        const auto verified = verifyStretch(m_stretches[i]);
        if (verified) continue;
        const std::lock_guard guard(m_mutex);
        m_failure = verified;
        m_stopped = true;
    }
}

base::Result<VerifiedPacks> Verification::run() {
    std::vector<PackInfo> packs;
    {
        const std::shared_lock guard(m_store.indexLock);
        packs = m_store.packs;
    }
    for (std::uint32_t slot = 0; slot < packs.size(); ++slot)
        if (!packs[slot].removed) planPack(slot, packs[slot]);
    constexpr std::uint64_t kFewBytes = 1024 * 1024;  // not worth a thread
    std::thread other;
    if (m_total > kFewBytes) other = std::thread([this] { work(); });
    work();
    if (other.joinable()) other.join();
    TWINSET_TRY(std::move(m_failure).withContext("cannot verify the chunk store"));
    return std::move(m_found);
}

}  // namespace

base::Result<VerifiedPacks> examinePacks(PackStore& store, const VerifyRequest& request) {
    return Verification(store, request).run();
}

base::Result<std::vector<ChunkProblem>> verifyPacks(PackStore& store, const VerifyRequest& request) {
    TWINSET_ASSIGN(auto found, examinePacks(store, request));
    std::vector<ChunkProblem> problems;
    for (auto& one : found.problems) problems.push_back(std::move(one.problem));
    return problems;
}

}  // namespace images
