// Repair: a verification, and then for each kind of damage what mends it. All of it may be interrupted and begun again.
#include "images/pack_verification.h"

namespace images {
namespace {

class Repair {
public:
    Repair(PackStore& store, const RepairRequest& request) : m_store(store), m_request(request) {}
    base::Result<RepairOutcome> run();

private:
    base::Result<void> healChunk(const ChunkId& id);
    base::Result<void> mendPack(std::uint32_t slot, const PackDamage& damage);
    base::Result<void> writeHeader(std::uint32_t number);
    base::Result<void> writeTable(std::uint32_t slot, std::uint32_t number);
    base::Result<void> replacePack(std::uint32_t slot);
    [[nodiscard]] bool remains(const FoundProblem& found);

    PackStore& m_store;
    const RepairRequest& m_request;
    RepairOutcome m_outcome;
};

base::Result<void> Repair::healChunk(const ChunkId& id) {
    if (m_request.other == nullptr || missingChunks(m_store, {id}).empty()) return {};
    const auto blobs = m_request.other->fetch({id});
    // The other store may lack it or have it damaged, too: then the chunk remains in the outcome.
    if (!blobs && (blobs.error().code == base::ErrorCode::NotFound || blobs.error().code == base::ErrorCode::Corrupt))
        return {};
    if (!blobs) return blobs.error();
    if (blobs->size() != 1 || blobs->front().empty() || blobs->front().size() > kMostBlobSize) return {};
    if (m_request.authenticate && !m_request.authenticate(id, blobs->front())) return {};
    const EncodedChunk chunk{id, blobs->front()};
    AppendBatch batch;
    addRecord(batch, chunk);
    TWINSET_TRY(appendRecords(m_store, batch));
    ++m_outcome.chunksHealed;
    return {};
}

base::Result<void> Repair::writeHeader(std::uint32_t number) {
    TWINSET_ASSIGN(const auto file, m_store.files.open(m_store.packPath(number), base::OpenMode::ReadWrite));
    TWINSET_TRY(file->writeAt(0, writePackHeader(number)));
    TWINSET_TRY(file->sync());
    ++m_outcome.headersWritten;
    return {};
}

base::Result<void> Repair::writeTable(std::uint32_t slot, std::uint32_t number) {
    TWINSET_ASSIGN(const auto table, tableOf(m_store, slot));
    TWINSET_TRY(m_store.files.writeFileAtomically(m_store.tablePath(number), writePackTable(number, table), 0600));
    ++m_outcome.tablesWritten;
    return {};
}

base::Result<void> Repair::replacePack(std::uint32_t slot) {
    bool active = false;
    {
        const std::shared_lock guard(m_store.indexLock);
        active = m_store.packs[slot].active;
    }
    AppendBatch batch;
    batch.startNewPack = true;
    if (active) TWINSET_TRY(appendRecords(m_store, batch));
    TWINSET_TRY(moveLiveRecords(m_store, slot));
    TWINSET_ASSIGN(const auto removed, removePackIfEmpty(m_store, slot));
    m_outcome.packsRewritten += removed ? 1 : 0;
    return {};
}

base::Result<void> Repair::mendPack(std::uint32_t slot, const PackDamage& damage) {
    if (damage.records) TWINSET_TRY(replacePack(slot));
    {
        const std::shared_lock guard(m_store.indexLock);
        if (m_store.packs[slot].removed) return {};
    }
    if (damage.header) TWINSET_TRY(writeHeader(damage.number));
    return damage.table ? writeTable(slot, damage.number) : base::success();
}

bool Repair::remains(const FoundProblem& found) {
    if (!found.problem.id.isZero()) return !missingChunks(m_store, {found.problem.id}).empty();
    const std::shared_lock guard(m_store.indexLock);
    return found.kind == &PackDamage::records && !m_store.packs[found.slot].removed;
}

base::Result<RepairOutcome> Repair::run() {
    TWINSET_ASSIGN(const auto found, examinePacks(m_store, {m_request.authenticate, m_request.progress}));
    for (const auto& one : found.problems)
        if (!one.problem.id.isZero()) TWINSET_TRY(healChunk(one.problem.id));
    for (const auto& [slot, damage] : found.packs) {
        const auto mended = mendPack(slot, damage);
        // A collection removed the pack meanwhile.
        if (!mended && mended.error().code != base::ErrorCode::NotFound) return mended.error();
    }
    for (const auto& one : found.problems)
        if (remains(one)) m_outcome.remaining.push_back(one.problem);
    return m_outcome;
}

}  // namespace

base::Result<RepairOutcome> repairPacks(PackStore& store, const RepairRequest& request) {
    return Repair(store, request).run().withContext("cannot repair the chunk store");
}

}  // namespace images
