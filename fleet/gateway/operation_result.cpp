#include "fleet/gateway/operation_result.h"

#include <nlohmann/json.hpp>
#include <shared_mutex>

#include "base/log.h"
#include "fleet/catalog/alert_table.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/owner_backup.h"
#include "fleet/gateway/proof_order.h"
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
std::string backupAnswer(Transaction& transaction, const catalog::RestorePointRow& point) {
    auto json = restorePointJson(transaction, point);
    json["restorePoint"] = point.id.text();
    json["parentProblem"] = point.fullReadReason;
    return json.dump();
}

/// Of an owner's, nothing but that it is there and how large it is.
std::string ownerBackupAnswer(const catalog::RestorePointRow& point) {
    return base::Json{{"restorePoint", point.id.text()},
                      {"takenAt", base::formatTimestamp(point.takenAt)},
                      {"diskSize", point.diskSize.value},
                      {"bytesUploaded", point.bytesUploaded.value},
                      {"incremental", point.incremental},
                      {"consistency", point.consistency},
                      {"guestPauseMs", point.guestPauseMs},
                      {"parentProblem", point.fullReadReason}}
        .dump();
}

bool isOwners(FleetContext& fleet, const base::PhoneId& phone) {
    return fleet.catalog
        .read([&](Transaction& transaction) -> base::Result<bool> { return catalog::OwnerBackupTable(transaction).find(phone).has_value(); })
        .valueOr(false);
}

/// Marks the restore point. Its id stands in the result, as verbs take it.
base::Result<std::string> commitProof(Transaction& transaction, const base::HandsetId& handset,
                                      const catalog::OperationRow& operation, base::Json result) {
    TWINSET_ASSIGN(const auto id, pointOfProof(operation));
    TWINSET_ASSIGN(const auto at, readProofResult(result));
    // The handset's clock may be ahead; what is to come was not observed.
    const auto seen = std::min(at, transaction.now());
    catalog::RestorePointTable(transaction).markProved(id, seen);
    catalog::AuditEventTable(transaction)
        .append("handset:" + handset.text(), kProveKind, operation.phone->text(),
                {{"restorePoint", id.text()}, {"provedAt", base::formatTimestamp(seen)}, {"release", result.at("release")}});
    result["restorePoint"] = id.text();
    result["provedAt"] = base::formatTimestamp(seen);
    return result.dump();
}

/// A restore point that did not come up is worth knowing of. That the handset could not try is not.
void alertUnproved(Transaction& transaction, const catalog::OperationRow& operation, const base::Error& error) {
    const auto point = pointOfProof(operation);
    if (!point || error.code == ErrorCode::Unavailable || error.code == ErrorCode::Cancelled) return;
    catalog::AlertTable(transaction)
        .raise("restore_point_unproved", point->text(), "restore point " + point->text() + " could not be proved: " + error.message);
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
    std::optional<OwnerBackupResult> ownerPoint;
    std::uint64_t uploaded = 0;
    // From looking at the chunks to naming them no collection begins.
    const std::shared_lock promise(fleet.storeWork.promises());
    const auto json = base::parseJson(result.result.empty() ? "{}" : result.result);
    if (!result.ok) {
        failure = errorOf(result);
    } else if (!json || !json->is_object()) {
        failure = base::Error{ErrorCode::InvalidInput, "the handset's result is no JSON object"};
    } else if (live->kind == "virtual_phone_backup" && isOwners(fleet, *live->phone)) {
        auto read = readOwnerBackupResult(fleet, *live, *json);
        if (read)
            ownerPoint = std::move(*read);
        else
            failure = read.error();
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
            if (row->kind == kProveKind) alertUnproved(transaction, *row, *failure);
            fleet.operations.fail(transaction, *row, *failure);
            return {};
        }
        if (row->kind == kProveKind) {
            const auto proved = commitProof(transaction, handset, *row, *json);
            if (proved)
                fleet.operations.finish(transaction, *row, *proved);
            else
                fleet.operations.fail(transaction, *row, proved.error());
            return {};
        }
        if (ownerPoint) {
            TWINSET_TRY(commitOwnerPoint(transaction, handset, *ownerPoint));
            fleet.operations.finish(transaction, *row, ownerBackupAnswer(ownerPoint->row.point));
            return {};
        }
        if (point) commitRestorePoint(transaction, handset, *point);
        fleet.operations.finish(transaction, *row, point ? backupAnswer(transaction, *point) : result.result);
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
