#include "fleet/gateway/backup_order.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/owner_stores.h"
#include "images/chunk_list.h"

namespace fleet {

using base::ErrorCode;
using catalog::Transaction;

namespace {

base::Result<std::vector<images::ChunkId>> chunksOfList(const base::Digest& list, images::ChunkSource& store) {
    TWINSET_ASSIGN(auto read, images::readChunkList(list, store));
    return std::move(read.ids);
}

}  // namespace

base::Result<void> dropWaitingBackups(FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone) {
    for (const auto& live : catalog::OperationTable(transaction).live({phone, std::nullopt, {}}, kBackupKind))
        if (live.createdBy == kScheduleActor && live.state != "running") {
            const auto cancelled = fleet.operations.cancel(transaction, live.id);
            if (!cancelled) return cancelled.error();
        }
    return {};
}

base::Result<DamagedBase> findDamagedBase(FleetContext& fleet, const base::PhoneId& phone) {
    TWINSET_ASSIGN(const auto newest,
                   fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::optional<AnyRestorePoint>> {
                       return newestPointOf(transaction, phone);
                   }));
    if (!newest) return DamagedBase();
    std::shared_ptr<images::ChunkStore> owners;
    if (newest->ownerKey) {
        TWINSET_ASSIGN(owners, fleet.owners.of(phone));
    }
    const auto ids = owners ? chunksOfList(*newest->list, *owners) : fleet.chunks.listRestorePoint(newest->row.root);
    if (!ids && ids.error().code != ErrorCode::NotFound && ids.error().code != ErrorCode::Corrupt) return ids.error();
    std::size_t lost = 1;  // of the tree itself
    if (ids) {
        TWINSET_ASSIGN(const auto missing, missingOf(owners ? *owners : fleet.store, *ids));
        if (missing.empty()) return DamagedBase();
        lost = missing.size();
    }
    return DamagedBase{newest->row.id, "the store has lost " + std::to_string(lost) + " or more chunks of restore point " +
                                       newest->row.id.text()};
}

base::Result<catalog::OperationRow> orderBackup(FleetContext& fleet, Transaction& transaction,
                                                const catalog::VirtualPhoneRow& phone, const DamagedBase& damaged,
                                                const BackupWish& wish) {
    base::Json order{{"restorePoint", base::RestorePointId::create().text()}, {"parent", nullptr}};
    const auto parent = newestPointOf(transaction, phone.id);
    if (parent && parent->row.id == damaged.point)
        order["parentProblem"] = damaged.problem;
    else if (parent)
        order["parent"] = {{"restorePoint", parent->row.id.text()}, {"root", parent->row.root.hex()}};
    if (!wish.conditions.is_null()) order["conditions"] = wish.conditions;
    TWINSET_ASSIGN(auto operation,
                   fleet.operations.order(
                       transaction, {std::string(kBackupKind), phone.handset, phone.id, order.dump(), wish.validFor},
                       wish.actor));
    catalog::AuditEventTable(transaction)
        .append(wish.actor, kBackupKind, phone.id.text(), {{"operation", operation.id.text()}});
    return operation;
}

}  // namespace fleet
