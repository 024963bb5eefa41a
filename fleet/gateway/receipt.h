// The receipt of a restore (docs/admin-api.md, virtual_phone_receipt). Made from the catalog, so that the wipe of the
// old handset stands in it as soon as that one has answered.
#pragma once

#include "base/json.h"
#include "fleet/gateway/restore_flow.h"

namespace fleet {

base::Json restoreReceipt(catalog::Transaction& transaction, const catalog::OperationRow& operation,
                          const RestoreJob& job);

}  // namespace fleet
