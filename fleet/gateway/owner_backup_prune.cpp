// owner_backup_prune: of what owners of personal phones keep here, removes the restore points that the rules of retention do
// not keep, and collects the chunks that no list names any more. Ordered by the gateway itself, after each backup of an
// owner's and after one that was refused for want of room.
//
// A backup that is under way has stored chunks that no list names yet. So a phone's store is left alone while one is:
// looked at after the collection has begun, since what comes later is marked by being asked for or stored.
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/backup_order.h"
#include "fleet/gateway/owner_stores.h"
#include "fleet/gateway/restore_point_selection.h"
#include "fleet/gateway/store_jobs.h"
#include "images/chunk_list.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::OwnerBackupTable;
using catalog::Transaction;

struct Tidied {
    std::uint64_t points = 0;
    images::SweepOutcome swept;
};

struct OwnersNeeds {
    bool busy = false;
    std::int64_t newest = 0;
    std::vector<std::pair<base::Digest, base::Digest>> lists;  // and the root of each
};

base::Result<std::uint64_t> removeOwnerPoints(FleetContext& fleet, const base::PhoneId& phone) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<std::uint64_t> {
        OwnerBackupTable table(transaction);
        TWINSET_ASSIGN(const auto selected, selectOwnerPoints(transaction, phone));
        std::uint64_t removed = 0;
        for (const auto& one : selected) {
            if (!one.reasons.empty()) continue;
            ++removed;
            table.removePoint(one.point.id);
            catalog::AuditEventTable(transaction)
                .append("gateway", "owner_backup_prune", phone.text(),
                        {{"restorePoint", one.point.id.text()}, {"takenAt", base::formatTimestamp(one.point.takenAt)}});
        }
        return removed;
    });
}

/// Restore points whose root is gone, as after the catalog was recovered without what owners kept: nobody can bring them back.
base::Result<std::uint64_t> removeLostPoints(FleetContext& fleet, const base::PhoneId& phone, images::ChunkStore& store) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<std::uint64_t> {
        OwnerBackupTable table(transaction);
        const auto named = catalog::VirtualPhoneTable(transaction).find(phone);
        std::uint64_t lost = 0;
        for (const auto& row : table.pointsOf(phone)) {
            // What the phone is to come from stays on record: its handset is told by that name that it is gone.
            if (named && named->originRestorePoint == row.point.id) continue;
            TWINSET_ASSIGN(const auto missing, store.missing({row.point.root}));
            if (missing.empty()) continue;
            ++lost;
            table.removePoint(row.point.id);
            catalog::AuditEventTable(transaction)
                .append("gateway", "owner_backup_prune", phone.text(), {{"restorePoint", row.point.id.text()}, {"lost", true}});
        }
        if (lost > 0)
            catalog::AlertTable(transaction)
                .raise("owner_backup_lost", phone.text(),
                       std::to_string(lost) + " restore point(s) that the phone's owner asked for are lost: tell the owner, and have the phone backed up again");
        return lost;
    });
}

base::Result<OwnersNeeds> needsOf(FleetContext& fleet, const base::PhoneId& phone) {
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<OwnersNeeds> {
        OwnersNeeds needs;
        const auto live = catalog::OperationTable(transaction).live({phone, std::nullopt, {}}, kBackupKind);
        needs.busy = !live.empty();
        for (const auto& row : OwnerBackupTable(transaction).pointsOf(phone)) {
            needs.newest = std::max(needs.newest, row.point.sequence);
            needs.lists.emplace_back(row.list, row.point.root);
        }
        return needs;
    });
}

base::Result<void> noteCollected(FleetContext& fleet, const base::PhoneId& phone, std::int64_t upTo, base::ByteCount stored) {
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        OwnerBackupTable table(transaction);
        auto row = table.find(phone);
        if (!row) return {};
        row->collected = upTo;
        row->storedBytes = stored;
        table.update(*row);
        return {};
    });
}

base::Result<void> markOwners(images::ChunkCollection& collection, images::ChunkStore& store, const OwnersNeeds& needs) {
    for (const auto& [name, root] : needs.lists) {
        const auto list = images::readChunkList(name, store);
        TWINSET_ASSIGN(const auto lost, store.missing({root}));
        if (!list && !lost.empty()) continue;  // nobody can bring that one back
        if (!list)
            return list.error().withContext("nobody knows which chunks a restore point needs, and none was removed");
        for (const auto* ids : {&list->ids, &list->own})
            if (const auto lacking = collection.mark(*ids); !lacking) return lacking.error();
    }
    return {};
}

base::Result<Tidied> tidyUp(FleetContext& fleet, const base::PhoneId& phone, const WorkProgress& progress) {
    Tidied tidied;
    TWINSET_ASSIGN(tidied.points, removeOwnerPoints(fleet, phone));
    TWINSET_ASSIGN(const auto store, fleet.owners.of(phone));
    TWINSET_ASSIGN(const auto lost, removeLostPoints(fleet, phone, *store));
    tidied.points += lost;
    TWINSET_ASSIGN(const auto collection, store->beginCollection());
    TWINSET_ASSIGN(const auto needs, needsOf(fleet, phone));
    if (needs.busy) return tidied;
    const auto marked = markOwners(*collection, *store, needs);
    if (marked) {
        images::SweepRequest request;
        request.progress = [&](std::uint64_t done, std::uint64_t total) {
            return progress(total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total), "removing chunks");
        };
        TWINSET_ASSIGN(tidied.swept, collection->sweep(request));
    }
    // One that cannot be tidied up is tried again after its next backup, not at once.
    TWINSET_TRY(noteCollected(fleet, phone, needs.newest, store->statistics().storedBytes));
    if (!marked) return marked.error();
    return tidied;
}

}  // namespace

base::Result<base::Json> jobs::ownerBackupPrune(FleetContext& fleet, const base::Json&, const WorkProgress& progress) {
    TWINSET_ASSIGN(const auto phones, fleet.catalog.read([](Transaction& transaction) -> base::Result<std::vector<base::PhoneId>> {
        return OwnerBackupTable(transaction).toCollect();
    }));
    Tidied all;
    std::optional<base::Error> failure;
    for (const auto& phone : phones) {
        const auto tidied = tidyUp(fleet, phone, progress);
        if (!tidied) {
            if (tidied.error().code == ErrorCode::Cancelled) return tidied.error();
            failure = tidied.error().withContext(phone.text());
            continue;
        }
        all.points += tidied->points;
        all.swept.chunksRemoved += tidied->swept.chunksRemoved;
        all.swept.bytesFreed.value += tidied->swept.bytesFreed.value;
    }
    if (failure) return *failure;
    return base::Json{{"phones", phones.size()},
                      {"removed", all.points},
                      {"chunksRemoved", all.swept.chunksRemoved},
                      {"bytesFreed", all.swept.bytesFreed.value}};
}

base::Result<void> jobs::collectOwnersWhenDue(FleetContext& fleet) {
    const auto due = fleet.catalog.read([](Transaction& transaction) -> base::Result<bool> {
        const bool under = !catalog::OperationTable(transaction).live({}, kOwnerPruneKind).empty();
        return !under && !OwnerBackupTable(transaction).toCollect().empty();
    });
    if (!due) return due.error();
    if (!*due) return {};
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto ordered = fleet.storeWork.order(transaction, std::string(kOwnerPruneKind), base::Json::object(), "gateway");
        if (!ordered && ordered.error().code != ErrorCode::Conflict) return ordered.error();
        return {};
    });
}

}  // namespace fleet
