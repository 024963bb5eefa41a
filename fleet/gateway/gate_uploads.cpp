// What a handset sends of its phones. The store is one for the whole fleet and holds each chunk once, but a handset learns
// nothing of that: a phone is told that a chunk need not be sent when it stored that chunk itself, and otherwise sends
// it, whoever else stored it before.
#include <algorithm>

#include "fleet/catalog/restore_point_table.h"
#include "fleet/gateway/checked_chunk_store.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/chunk_ownership.h"
#include "fleet/gateway/gateway_gate.h"
#include "fleet/gateway/owner_backup.h"
#include "fleet/gateway/upload_ledger.h"

namespace fleet {
namespace {

using catalog::Transaction;

/// What the phone's next backup can have in common with: its newest restore point, and the one that it came from.
base::Result<std::vector<images::ChunkId>> baseRoots(FleetContext& fleet, const base::HandsetId& handset,
                                                     const base::PhoneId& phone) {
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::vector<images::ChunkId>> {
        TWINSET_ASSIGN(const auto row, backedUpPhoneOn(transaction, handset, phone));
        catalog::RestorePointTable points(transaction);
        std::vector<images::ChunkId> roots;
        if (const auto newest = points.newestOf(phone)) roots.push_back(newest->root);
        if (const auto origin = row.originRestorePoint ? points.find(*row.originRestorePoint) : std::nullopt; origin && origin->phone == phone)
            roots.push_back(origin->root);
        return roots;
    });
}

}  // namespace

base::Result<std::vector<images::ChunkId>> GatewayGate::missingChunks(const base::HandsetId& handset,
                                                                      const base::PhoneId& phone,
                                                                      const std::vector<images::ChunkId>& ids) {
    TWINSET_ASSIGN(const auto owners, ownerStoreOf(m_fleet, handset, phone));
    if (owners) return missingOf(*owners, ids);
    TWINSET_ASSIGN(const auto roots, baseRoots(m_fleet, handset, phone));
    TWINSET_ASSIGN(auto unknown, m_fleet.uploads.withoutKnown(phone, ids));
    // What a restore point holds that cannot be read is sent again, and so healed.
    unknown = withoutThoseOf(m_fleet, roots, std::move(unknown));
    std::vector<images::ChunkId> own;
    std::sort(unknown.begin(), unknown.end());
    for (const auto& id : ids)
        if (!std::binary_search(unknown.begin(), unknown.end(), id)) own.push_back(id);
    TWINSET_ASSIGN(const auto lost, missingOf(m_fleet.store, own));
    unknown.insert(unknown.end(), lost.begin(), lost.end());
    return unknown;
}

base::Result<void> GatewayGate::storeChunks(const base::HandsetId& handset, const base::PhoneId& phone,
                                            const std::vector<images::EncodedChunk>& chunks) {
    TWINSET_ASSIGN(const auto owners, ownerStoreOf(m_fleet, handset, phone));
    if (owners) return storeOwnerChunks(m_fleet, phone, *owners, chunks);
    TWINSET_TRY(
        m_fleet.catalog.read([&](Transaction& transaction) { return backedUpPhoneOn(transaction, handset, phone); }));
    TWINSET_TRY(checkChunks(images::ChunkCodec(m_fleet.keys.store), chunks));
    std::vector<images::ChunkId> ids;
    for (const auto& chunk : chunks) ids.push_back(chunk.id);
    TWINSET_TRY(m_fleet.uploads.add(phone, ids));
    return m_fleet.store.store(chunks);
}

}  // namespace fleet
