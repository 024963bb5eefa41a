// A policy in words.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace cli {

/// `width` as for Table::text.
std::string policySheet(const base::Json& policy, std::optional<std::size_t> width);
/// "persona:work (group), all (org)"; "nothing" when it is not assigned.
std::string assignmentsText(const base::Json& policy);

}  // namespace cli
