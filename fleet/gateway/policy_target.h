// Targets of assignments and exceptions, and members of groups, as people write them: handset:NAME and phone:NAME stand for the id.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "fleet/catalog/transaction.h"

namespace fleet {

/// InvalidInput for what is no target; NotFound for a handset, phone or group that there is not.
base::Result<std::string> canonicalTarget(catalog::Transaction& transaction, const std::string& written);

/// An assignment, group or exception with handset:NAME and phone:NAME made ids, in its target and in its members. What is of another shape, and
/// a group that there is not, is left for the reader of rules to refuse. NotFound for a handset or phone that there is not.
base::Result<base::Json> resolveNames(catalog::Transaction& transaction, base::Json object);

}  // namespace fleet
