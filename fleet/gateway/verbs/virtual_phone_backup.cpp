// virtual_phone_backup: asks the handset for a restore point. Its result is committed by backup_result.cpp.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

namespace {

struct DamagedBase {
    base::RestorePointId point;  // empty: the newest one can be built upon
    std::string problem;
};

/// Whether the store still has all of the phone's newest restore point. If not, the next backup must read the whole disk:
/// that finds and sends what is lost.
base::Result<DamagedBase> damagedBase(FleetContext& fleet, const std::string& named) {
    TWINSET_ASSIGN(const auto newest,
                   fleet.catalog.read([&](Transaction& transaction)
                                          -> base::Result<std::optional<catalog::RestorePointRow>> {
                       TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "back up"));
                       return catalog::RestorePointTable(transaction).newestOf(row.id);
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

}  // namespace

TWINSET_VERB(virtualPhoneBackup) {
    base::ObjectReader reader(arguments, "virtual_phone_backup");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto damaged, damagedBase(fleet, named));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "back up"));
        if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        base::Json order{{"restorePoint", base::RestorePointId::create().text()}, {"parent", nullptr}};
        const auto parent = catalog::RestorePointTable(transaction).newestOf(row.id);
        if (parent && parent->id == damaged.point)
            order["parentProblem"] = damaged.problem;
        else if (parent)
            order["parent"] = {{"restorePoint", parent->id.text()}, {"root", parent->root.hex()}};
        TWINSET_ASSIGN(const auto operation, fleet.operations.order(transaction,
                                                                    {"virtual_phone_backup", row.handset, row.id,
                                                                     order.dump(), std::chrono::hours(24)},
                                                                    caller.actor));
        catalog::AuditEventTable(transaction)
            .append(caller.actor, "virtual_phone_backup", row.id.text(), {{"operation", operation.id.text()}});
        return operationJson(transaction, operation);
    });
}

}  // namespace fleet::verbs
