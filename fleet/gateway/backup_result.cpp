#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/chunk_ownership.h"
#include "fleet/gateway/operation_result.h"
#include "fleet/gateway/upload_ledger.h"

namespace fleet {
namespace {

using base::ErrorCode;

base::ByteCount bytesIn(base::ObjectReader& reader, std::string_view member) {
    return {static_cast<std::uint64_t>(reader.integer(member, 0, INT64_MAX))};
}

/// One answer for all that may be wrong: a handset that names the chunks of others does not learn whether they exist.
base::Result<void> isWholeAndOwn(FleetContext& fleet, const catalog::RestorePointRow& point) {
    const auto refuse = [&](const std::string& why) -> base::Error {
        base::logWarning("a backup of " + point.phone.text() + " is no restore point: " + why);
        return {ErrorCode::Unavailable,
                "the backup is not whole, so it is no restore point: it names chunks that this phone did not store, or "
                "that the store has lost; back up again"};
    };
    const auto roots = fleet.catalog.read([&](catalog::Transaction& transaction) -> base::Result<std::vector<base::Digest>> {
        return catalog::RestorePointTable(transaction).rootsOf(point.phone);
    });
    if (!roots) return roots.error();
    TWINSET_ASSIGN(const auto foreignRoot, fleet.uploads.withoutKnown(point.phone, {point.root}));
    if (!withoutThoseOf(fleet, *roots, foreignRoot).empty()) return refuse("it did not store the root");
    const auto ids = fleet.chunks.listRestorePoint(point.root);
    if (!ids) return refuse(ids.error().message);
    TWINSET_ASSIGN(auto foreign, fleet.uploads.withoutKnown(point.phone, *ids));
    foreign = withoutThoseOf(fleet, *roots, std::move(foreign));
    if (!foreign.empty()) return refuse("it did not store chunk " + foreign.front().hex());
    TWINSET_ASSIGN(const auto missing, missingOf(fleet.store, *ids));
    if (!missing.empty())
        return refuse("the store lacks " + std::to_string(missing.size()) + " of its chunks, " + missing.front().hex() +
                      " among them");
    return {};
}

}  // namespace

base::Result<base::RestorePointId> promisedPointId(const catalog::OperationRow& operation) {
    TWINSET_ASSIGN(const auto arguments, base::parseJson(operation.arguments));
    return base::RestorePointId::parse(arguments.value("restorePoint", ""));
}

base::Result<catalog::RestorePointRow> readBackupResult(FleetContext& fleet, const catalog::OperationRow& operation,
                                                        const base::Json& result) {
    base::ObjectReader reader(result, "backup");
    catalog::RestorePointRow row;
    TWINSET_ASSIGN(row.id, promisedPointId(operation));
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
    row.fullReadReason = reader.textOr("parentProblem", "");
    reader.textOr("checkpoint", "");     // the agent's own
    if (row.consistency.size() > 64 || row.release.size() > 64) reader.fail("consistency", "is too long");
    if (row.fullReadReason.size() > kLongestFullReadReason) reader.fail("parentProblem", "is too long");
    TWINSET_TRY(reader.finish());
    TWINSET_TRY(isWholeAndOwn(fleet, row));
    return row;
}

}  // namespace fleet
