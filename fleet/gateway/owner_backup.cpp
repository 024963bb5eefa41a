#include "fleet/gateway/owner_backup.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "fleet/catalog/audit_event_table.h"
#include "fleet/gateway/any_restore_point.h"
#include "fleet/gateway/backup_order.h"
#include "fleet/gateway/chunk_membership.h"
#include "fleet/gateway/chunk_ownership.h"
#include "fleet/gateway/desired_state_writer.h"
#include "fleet/gateway/operation_queue.h"
#include "fleet/gateway/operation_result.h"
#include "fleet/gateway/owner_stores.h"
#include "fleet/gateway/scheduled_backups.h"
#include "images/chunk_list.h"

namespace fleet {
namespace {

using base::ErrorCode;
using catalog::OwnerBackupRow;
using catalog::OwnerBackupTable;
using catalog::Transaction;
using catalog::VirtualPhoneRow;
using protocol::OwnerBackupAsk;

std::string handsetActor(const base::HandsetId& handset) { return "handset:" + handset.text(); }

base::Result<VirtualPhoneRow> ownedPhoneOn(Transaction& transaction, const base::HandsetId& handset, const base::PhoneId& phone) {
    TWINSET_ASSIGN(auto row, phoneOn(transaction, handset, phone));
    if (row.persona == "work")
        return {ErrorCode::Denied, "the virtual phone '" + row.name + "' is a work phone: the fleet backs it up under its own key"};
    return row;
}

base::Result<void> enableFor(FleetContext& fleet, Transaction& transaction, const base::HandsetId& handset,
                             const protocol::OwnerBackupRequest& request) {
    if (fleet.owners.quota().value == 0)
        return {ErrorCode::Denied, "this fleet keeps no backups of personal phones: its gateway was started without room for them"};
    OwnerBackupTable table(transaction);
    const OwnerBackupRow wanted{request.phone, *request.keyName, transaction.now(), {}, 0};
    const auto former = table.find(request.phone);
    if (former && former->keyName == wanted.keyName) return {};
    if (former && table.newestPointOf(request.phone))
        return {ErrorCode::Conflict, "this phone has backups under another recovery key: unlock it with that one, or disable them, "
                                     "which deletes them"};
    if (former)
        table.update(wanted);
    else
        table.insert(wanted);
    catalog::AuditEventTable(transaction).append(handsetActor(handset), "owner_backup_enable", request.phone.text(), base::Json::object());
    return {};
}

/// A restore that waits for the key would otherwise end with an empty phone, and call that restored.
void endOwnersWork(FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone) {
    for (const auto& live : catalog::OperationTable(transaction).live({phone, std::nullopt, {}}, ""))
        if (live.kind == kRestoreKind || live.kind == kBackupKind)
            fleet.operations.fail(transaction, live,
                                  {ErrorCode::Cancelled, "the phone's owner has ended her backups, and what was stored is deleted"});
}

base::Result<void> disableFor(FleetContext& fleet, Transaction& transaction, const base::HandsetId& handset, VirtualPhoneRow phone) {
    OwnerBackupTable table(transaction);
    if (!table.find(phone.id)) return {};
    endOwnersWork(fleet, transaction, phone.id);
    const bool comesFromThere = phone.originRestorePoint && table.findPoint(*phone.originRestorePoint);
    table.remove(phone.id);
    catalog::AuditEventTable(transaction).append(handsetActor(handset), "owner_backup_disable", phone.id.text(), base::Json::object());
    if (!comesFromThere) return {};
    phone.originRestorePoint.reset();
    catalog::VirtualPhoneTable(transaction).update(phone);
    return fleet.desired.refresh(transaction, phone.id, Rewrite::Always);
}

protocol::OwnerBackupAnswer describeOwners(FleetContext& fleet, Transaction& transaction, const base::PhoneId& phone) {
    protocol::OwnerBackupAnswer answer;
    answer.quota = fleet.owners.quota();
    OwnerBackupTable table(transaction);
    const auto row = table.find(phone);
    if (!row) return answer;
    answer.enabled = true;
    answer.keyName = row->keyName;
    answer.enabledAt = row->enabledAt;
    answer.stored = row->storedBytes;
    for (const auto& one : table.pointsOf(phone)) {
        if (answer.points.size() == protocol::kMostOwnerRestorePoints) break;
        answer.points.push_back({one.point.id, one.point.takenAt, one.point.root, one.point.diskSize});
    }
    return answer;
}

base::Result<std::string> orderOwnersBackup(FleetContext& fleet, const base::HandsetId& handset, const base::PhoneId& phone) {
    TWINSET_ASSIGN(const auto damaged, findDamagedBase(fleet, phone));
    return fleet.catalog.write([&](Transaction& transaction) -> base::Result<std::string> {
        TWINSET_ASSIGN(const auto row, ownedPhoneOn(transaction, handset, phone));
        if (!OwnerBackupTable(transaction).find(phone))
            return {ErrorCode::Conflict, "there is no owner's backup of this phone: enable it first"};
        TWINSET_TRY(dropWaitingBackups(fleet, transaction, phone));
        TWINSET_ASSIGN(auto conditions, conditionsByHand(fleet, transaction, row));
        TWINSET_ASSIGN(const auto operation,
                       orderBackup(fleet, transaction, row, damaged, {handsetActor(handset), std::chrono::hours(24), std::move(conditions)}));
        return operation.id.text();
    });
}

}  // namespace

base::Result<protocol::OwnerBackupAnswer> answerOwner(FleetContext& fleet, const base::HandsetId& handset,
                                                      const protocol::OwnerBackupRequest& request) {
    std::string operation;
    if (request.ask == OwnerBackupAsk::Enable || request.ask == OwnerBackupAsk::Disable)
        TWINSET_TRY(fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
            TWINSET_ASSIGN(const auto phone, ownedPhoneOn(transaction, handset, request.phone));
            if (request.ask == OwnerBackupAsk::Enable) return enableFor(fleet, transaction, handset, request);
            return disableFor(fleet, transaction, handset, phone);
        }));
    if (request.ask == OwnerBackupAsk::Disable) TWINSET_TRY(fleet.owners.destroy(request.phone));
    if (request.ask == OwnerBackupAsk::Backup) {
        TWINSET_ASSIGN(operation, orderOwnersBackup(fleet, handset, request.phone));
    }
    return fleet.catalog.read([&](Transaction& transaction) -> base::Result<protocol::OwnerBackupAnswer> {
        TWINSET_TRY(ownedPhoneOn(transaction, handset, request.phone));
        auto answer = describeOwners(fleet, transaction, request.phone);
        answer.operation = operation;
        return answer;
    });
}

base::Result<std::shared_ptr<images::ChunkStore>> ownerStoreOf(FleetContext& fleet, const base::HandsetId& handset,
                                                               const base::PhoneId& phone) {
    TWINSET_ASSIGN(const bool owners, fleet.catalog.read([&](Transaction& transaction) -> base::Result<bool> {
        const auto row = phoneOn(transaction, handset, phone);
        return row && row->persona != "work" && OwnerBackupTable(transaction).find(phone);
    }));
    if (!owners) return std::shared_ptr<images::ChunkStore>();
    return fleet.owners.of(phone);
}

base::Result<void> storeOwnerChunks(FleetContext& fleet, const base::PhoneId& phone, images::ChunkStore& store,
                                    const std::vector<images::EncodedChunk>& chunks) {
    auto wanted = store.statistics().storedBytes.value;
    for (const auto& chunk : chunks) wanted += chunk.blob.size();
    if (wanted <= fleet.owners.quota().value) return store.store(chunks);
    // What nothing names any more is given up once this backup has ended.
    TWINSET_TRY(fleet.catalog.write([&](Transaction& transaction) -> base::Result<void> {
        OwnerBackupTable table(transaction);
        auto row = table.find(phone);
        if (!row || row->collected < 0) return {};
        row->collected = -1;
        table.update(*row);
        return {};
    }));
    return {ErrorCode::Denied, "this phone's backups would take more than the " + base::humanSize(fleet.owners.quota()) +
                                   " that the fleet keeps for a personal phone: free space in the phone, or ask the fleet's administrator for "
                                   "more, or to keep fewer restore points of it"};
}

base::Result<OwnerBackupResult> readOwnerBackupResult(FleetContext& fleet, const catalog::OperationRow& operation,
                                                       const base::Json& result) {
    base::ObjectReader reader(result, "backup");
    catalog::OwnerRestorePointRow row;
    auto& point = row.point;
    TWINSET_ASSIGN(point.id, promisedPointId(operation));
    point.phone = *operation.phone;
    point.takenAt = reader.time("takenAt");
    point.root = reader.digest("root");
    row.list = reader.digest("list");
    point.diskSize.value = static_cast<std::uint64_t>(reader.integer("diskSize", 0, INT64_MAX));
    point.bytesUploaded.value = static_cast<std::uint64_t>(reader.integer("bytesUploaded", 0, INT64_MAX));
    point.incremental = reader.boolean("incremental");
    point.consistency = reader.text("consistency");
    point.guestPauseMs = reader.integer("guestPauseMs", 0, INT64_MAX);
    point.release = reader.text("release");
    point.fullReadReason = reader.textOr("parentProblem", "");
    if (point.consistency.size() > 64 || point.release.size() > 64) reader.fail("consistency", "is too long");
    if (point.fullReadReason.size() > kLongestFullReadReason) reader.fail("parentProblem", "is too long");
    TWINSET_TRY(reader.finish());
    TWINSET_ASSIGN(const auto store, fleet.owners.of(point.phone));
    const auto whole = [&]() -> base::Result<void> {
        TWINSET_ASSIGN(const auto list, images::readChunkList(row.list, *store));
        TWINSET_ASSIGN(const auto missing, missingOf(*store, list.ids));
        if (!missing.empty()) return {ErrorCode::NotFound, "the store lacks chunk " + missing.front().hex()};
        if (!std::binary_search(list.ids.begin(), list.ids.end(), point.root)) return {ErrorCode::InvalidInput, "its list does not name its root"};
        return {};
    }();
    if (whole) return OwnerBackupResult{std::move(row), store->statistics().storedBytes};
    base::logWarning("a backup of " + point.phone.text() + " is no restore point: " + whole.error().message);
    return {ErrorCode::Unavailable, "the backup is not whole, so it is no restore point: " + whole.error().message + "; back up again"};
}

base::Result<void> commitOwnerPoint(Transaction& transaction, const base::HandsetId& handset, const OwnerBackupResult& result) {
    const auto& point = result.row.point;
    OwnerBackupTable table(transaction);
    auto backup = table.find(point.phone);
    if (!backup) return {ErrorCode::Conflict, "the phone's owner has ended her backups"};
    table.insertPoint(result.row);
    backup->storedBytes = result.stored;
    table.update(*backup);
    catalog::AuditEventTable(transaction)
        .append(handsetActor(handset), "virtual_phone_backup", point.phone.text(),
                {{"restorePoint", point.id.text()}, {"root", point.root.hex()}, {"incremental", point.incremental}});
    return {};
}

}  // namespace fleet
