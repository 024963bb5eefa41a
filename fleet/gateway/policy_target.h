// Targets of assignments and exceptions as people write them: handset:NAME and phone:NAME stand for the id.
#pragma once

#include <string>

#include "base/result.h"
#include "fleet/catalog/transaction.h"

namespace fleet {

/// InvalidInput for what is no target; NotFound for a handset, phone or group that there is not.
base::Result<std::string> canonicalTarget(catalog::Transaction& transaction, const std::string& written);

}  // namespace fleet
