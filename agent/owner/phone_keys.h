// Under which keys a phone's backups are: a work phone's under the fleet's, which the gateway gives for the call; any other
// phone's under its owner's, which are on the handset or nowhere.
#pragma once

#include "agent/owner/owner_key_file.h"
#include "agent/services.h"
#include "agent/state/phone_record.h"

namespace agent {

OwnerKeyFile ownerKeysOf(const Services& services);
/// NotFound when the owner has given none.
base::Result<images::ChunkKeys> chunkKeysOf(const Services& services, const PhoneRecord& record, fleet::BulkClient& bulk);

}  // namespace agent
