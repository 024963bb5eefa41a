// Whether what owners of personal phones keep here is still what they sent: every byte of their stores against the checksums of
// the packs, which needs no key. That it is what its ids name, the agent finds out when it restores.
#pragma once

#include "base/json.h"
#include "fleet/gateway/fleet_context.h"
#include "fleet/gateway/store_work.h"

namespace fleet {

/// [{"chunk", "what", "restorePoints": [ids it touches]}]; each phone that is touched is an alert. What is damaged counts as missing
/// from then on, so that the phone's next backup sends it again. Cancelled when `progress` says so.
base::Result<base::Json> verifyOwners(FleetContext& fleet, const WorkProgress& progress);

}  // namespace fleet
