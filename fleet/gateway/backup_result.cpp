#include <nlohmann/json.hpp>

#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/operation_result.h"

namespace fleet {
namespace {

using base::ErrorCode;

base::ByteCount bytesIn(base::ObjectReader& reader, std::string_view member) {
    return {static_cast<std::uint64_t>(reader.integer(member, 0, INT64_MAX))};
}

/// The id that the gateway gave the restore point when it asked for it.
base::Result<base::RestorePointId> promisedId(const catalog::OperationRow& operation) {
    TWINSET_ASSIGN(const auto arguments, base::parseJson(operation.arguments));
    return base::RestorePointId::parse(arguments.value("restorePoint", ""));
}

}  // namespace

base::Result<catalog::RestorePointRow> readBackupResult(FleetContext& fleet, const catalog::OperationRow& operation,
                                                        const base::Json& result) {
    base::ObjectReader reader(result, "backup");
    catalog::RestorePointRow row;
    TWINSET_ASSIGN(row.id, promisedId(operation));
    row.phone = *operation.phone;
    row.takenAt = reader.time("takenAt");
    row.root = reader.digest("root");
    row.diskSize = bytesIn(reader, "diskSize");
    row.bytesRead = bytesIn(reader, "bytesRead");
    row.bytesChanged = bytesIn(reader, "bytesChanged");
    row.bytesUploaded = bytesIn(reader, "bytesUploaded");
    row.incremental = reader.boolean("incremental");
    row.consistency = reader.text("consistency");
    row.guestPauseMs = reader.integer("guestPauseMs", 0, INT64_MAX);
    row.release = reader.text("release");
    reader.textOr("parentProblem", "");  // for people; it stays in the operation's result
    reader.textOr("checkpoint", "");     // the agent's own
    if (row.consistency.size() > 64 || row.release.size() > 64) reader.fail("consistency", "is too long");
    TWINSET_TRY(reader.finish());
    auto whole = fleet.chunks.ofRestorePoint(row.root);
    if (!whole)
        return base::Error{ErrorCode::Unavailable, "the backup is not whole, so it is no restore point: " +
                                                       whole.error().message + "; back up again"};
    TWINSET_ASSIGN(const auto missing, missingOf(fleet.store, {(*whole)->begin(), (*whole)->end()}));
    if (!missing.empty())
        return {ErrorCode::Unavailable, "the store lacks " + std::to_string(missing.size()) +
                                            " chunks of the backup, so it is no restore point: back up again"};
    return row;
}

}  // namespace fleet
