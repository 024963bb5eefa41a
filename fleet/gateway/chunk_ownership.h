// Whose chunks are whose: what a phone of a handset may say it has, name in a restore point, and fetch.
#pragma once

#include <vector>

#include "fleet/catalog/virtual_phone_table.h"
#include "fleet/gateway/fleet_context.h"

namespace fleet {

/// Denied unless the phone is on the handset.
base::Result<catalog::VirtualPhoneRow> phoneOn(catalog::Transaction& transaction, const base::HandsetId& handset,
                                               const base::PhoneId& phone);
/// Denied, too, unless it is a work phone: no other is in the fleet's store.
base::Result<catalog::VirtualPhoneRow> backedUpPhoneOn(catalog::Transaction& transaction,
                                                       const base::HandsetId& handset, const base::PhoneId& phone);

/// Those of `ids` that are in none of these restore points, which are looked at one after another as long as something
/// is left. One that cannot be read holds nothing, which is logged.
std::vector<images::ChunkId> withoutThoseOf(FleetContext& fleet, const std::vector<images::ChunkId>& roots,
                                            std::vector<images::ChunkId> ids);

}  // namespace fleet
