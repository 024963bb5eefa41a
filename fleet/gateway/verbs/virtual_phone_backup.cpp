// virtual_phone_backup: asks the handset for a restore point. Its result is committed by backup_result.cpp.
#include <nlohmann/json.hpp>

#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/names.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/verbs/verbs.h"

namespace fleet::verbs {

using base::ErrorCode;
using catalog::Transaction;

TWINSET_VERB(virtualPhoneBackup) {
    base::ObjectReader reader(arguments, "virtual_phone_backup");
    const auto named = reader.text("phone");
    TWINSET_TRY(reader.finish());
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<base::Json> {
        TWINSET_ASSIGN(const auto row, findWorkPhone(transaction, named, "back up"));
        if (!row.present) return {ErrorCode::Conflict, "the virtual phone '" + row.name + "' is being deleted"};
        base::Json order{{"restorePoint", base::RestorePointId::create().text()}, {"parent", nullptr}};
        if (const auto parent = catalog::RestorePointTable(transaction).newestOf(row.id))
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
