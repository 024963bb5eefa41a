#include "fleet/gateway/operation_result.h"

#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/log.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/store_work.h"
#include "fleet/gateway/to_json.h"
#include "fleet/gateway/upload_ledger.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::Transaction;

base::Result<std::optional<catalog::OperationRow>> liveOperation(FleetContext& fleet, const base::HandsetId& handset,
                                                                 const base::OperationId& id) {
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<std::optional<catalog::OperationRow>> {
        auto row = catalog::OperationTable(transaction).find(id);
        if (!row || row->handset != handset || !row->live()) return std::optional<catalog::OperationRow>();
        return row;
    });
}

void commitRestorePoint(Transaction& transaction, const base::HandsetId& handset,
                        const catalog::RestorePointRow& point) {
    catalog::RestorePointTable(transaction).insert(point);
    catalog::AuditEventTable(transaction)
        .append("handset:" + handset.text(), "virtual_phone_backup", point.phone.text(),
                {{"restorePoint", point.id.text()}, {"root", point.root.hex()}, {"incremental", point.incremental}});
}

/// The restore point, its id under the name that verbs take it by, and why it is not incremental when it is not.
std::string backupAnswer(Transaction& transaction, const catalog::RestorePointRow& point, const base::Json& result) {
    auto json = restorePointJson(transaction, point);
    json["restorePoint"] = point.id.text();
    json["parentProblem"] = result.value("parentProblem", "");
    return json.dump();
}

base::Error errorOf(const protocol::OperationResult& result) {
    return {base::errorCodeFromName(result.code).value_or(ErrorCode::Internal),
            result.message.empty() ? "the handset gave no reason" : result.message};
}

}  // namespace

base::Result<void> takeOperationResult(FleetContext& fleet, const base::HandsetId& handset,
                                       const protocol::OperationResult& result) {
    TWINSET_ASSIGN(const auto live, liveOperation(fleet, handset, result.operation));
    if (!live) {
        base::logDebug("a result for operation " + result.operation.text() +
                       ", which has ended or is not that handset's");
        return {};
    }
    std::optional<base::Error> failure;
    std::optional<catalog::RestorePointRow> point;
    std::uint64_t uploaded = 0;
    // From looking at the chunks to naming them no collection begins.
    const std::shared_lock promise(fleet.storeWork.promises());
    const auto json = base::parseJson(result.result.empty() ? "{}" : result.result);
    if (!result.ok) {
        failure = errorOf(result);
    } else if (!json || !json->is_object()) {
        failure = base::Error{ErrorCode::InvalidInput, "the handset's result is no JSON object"};
    } else if (live->kind == "virtual_phone_backup") {
        TWINSET_ASSIGN(uploaded, fleet.uploads.position(*live->phone));
        auto read = readBackupResult(fleet, *live, *json);
        if (read)
            point = std::move(*read);
        else
            failure = read.error();
    }
    const auto committed = fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        const auto row = catalog::OperationTable(transaction).find(result.operation);
        if (!row || !row->live()) return {};
        if (failure) {
            fleet.operations.fail(transaction, *row, *failure);
            return {};
        }
        if (point) commitRestorePoint(transaction, handset, *point);
        fleet.operations.finish(transaction, *row, point ? backupAnswer(transaction, *point, *json) : result.result);
        return {};
    });
    if (committed && point) {
        // From here on the restore point keeps them. Failing to forget costs nothing but space, for a week.
        if (const auto cleared = fleet.uploads.clear(point->phone, uploaded); !cleared)
            base::logWarning("cannot clear an upload ledger: " + cleared.error().message);
    }
    return committed;
}

}  // namespace fleet
