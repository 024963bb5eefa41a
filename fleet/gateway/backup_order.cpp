#include "fleet/gateway/backup_order.h"

#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/operation_queue.h"

namespace fleet {

using base::ErrorCode;
using catalog::Transaction;

base::Result<DamagedBase> findDamagedBase(FleetContext& fleet, const base::PhoneId& phone) {
    TWINSET_ASSIGN(const auto newest,
                   fleet.catalog.read([&](Transaction& transaction)
                                          -> base::Result<std::optional<catalog::RestorePointRow>> {
                       return catalog::RestorePointTable(transaction).newestOf(phone);
                   }));
    if (!newest) return DamagedBase();
    const auto ids = fleet.chunks.listRestorePoint(newest->root);
    if (!ids && ids.error().code != ErrorCode::NotFound && ids.error().code != ErrorCode::Corrupt) return ids.error();
    std::size_t lost = 1;  // of the tree itself
    if (ids) {
        TWINSET_ASSIGN(const auto missing, missingOf(fleet.store, *ids));
        if (missing.empty()) return DamagedBase();
        lost = missing.size();
    }
    return DamagedBase{newest->id, "the store has lost " + std::to_string(lost) + " or more chunks of restore point " +
                                       newest->id.text()};
}

base::Result<catalog::OperationRow> orderBackup(FleetContext& fleet, Transaction& transaction,
                                                const catalog::VirtualPhoneRow& phone, const DamagedBase& damaged,
                                                const BackupWish& wish) {
    base::Json order{{"restorePoint", base::RestorePointId::create().text()}, {"parent", nullptr}};
    const auto parent = catalog::RestorePointTable(transaction).newestOf(phone.id);
    if (parent && parent->id == damaged.point)
        order["parentProblem"] = damaged.problem;
    else if (parent)
        order["parent"] = {{"restorePoint", parent->id.text()}, {"root", parent->root.hex()}};
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
