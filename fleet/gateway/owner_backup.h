// What the gateway does for the owner of a personal phone, who asks for it at her handset: keep backups that the gateway
// cannot read, name them, and forget them. docs/formats/owner-backup.md has what lies in the store.
#pragma once

#include <memory>
#include <optional>

#include "fleet/catalog/operation_table.h"
#include "fleet/catalog/owner_backup_table.h"
#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/protocol/owner_backup.h"

namespace fleet {

base::Result<protocol::OwnerBackupAnswer> answerOwner(FleetContext& fleet, const base::HandsetId& handset,
                                                      const protocol::OwnerBackupRequest& request);

/// Where the handset keeps that phone's backups, when its owner asked for them; null for every other phone.
base::Result<std::shared_ptr<images::ChunkStore>> ownerStoreOf(FleetContext& fleet, const base::HandsetId& handset,
                                                               const base::PhoneId& phone);
/// Denied, saying what can be done, when it would take more than the phone's share.
base::Result<void> storeOwnerChunks(FleetContext& fleet, const base::PhoneId& phone, images::ChunkStore& store,
                                    const std::vector<images::EncodedChunk>& chunks);

struct OwnerBackupResult {
    catalog::OwnerRestorePointRow row;
    base::ByteCount stored;  // of this phone, all in all
};

/// The restore point that a handset says it stored: every chunk that its list names is there.
base::Result<OwnerBackupResult> readOwnerBackupResult(FleetContext& fleet, const catalog::OperationRow& operation,
                                                       const base::Json& result);
/// Makes it one, in the transaction that ends the operation. Conflict when the owner has ended her backups meanwhile.
base::Result<void> commitOwnerPoint(catalog::Transaction& transaction, const base::HandsetId& handset, const OwnerBackupResult& result);

}  // namespace fleet
